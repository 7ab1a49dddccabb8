import { TextArea as AriaTextArea, FieldError, Label, TextField } from "react-aria-components";
import styles from "./Field.module.css";
import { StatusIcon } from "./StatusIcon.tsx";

/** Code or settings of several lines. */
export function TextArea({
  label,
  value,
  onChange,
  rows,
  placeholder = "",
  error = null,
  disabled = false,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly rows: number;
  readonly placeholder?: string;
  /** What is wrong and how to write it; its presence marks the field invalid. */
  readonly error?: string | null;
  readonly disabled?: boolean;
}) {
  return (
    <TextField
      className={styles.field ?? ""}
      value={value}
      onChange={onChange}
      isInvalid={Boolean(error)}
      isDisabled={disabled}
    >
      <Label className={styles.label ?? ""}>{label}</Label>
      <AriaTextArea className={`${styles.area} mono`} rows={rows} placeholder={placeholder} spellCheck="false" />
      {error ? (
        <FieldError className={styles.error ?? ""}>
          <StatusIcon status="failed" size={10} />
          {error}
        </FieldError>
      ) : null}
    </TextField>
  );
}
