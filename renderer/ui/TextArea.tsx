import { TextArea as AriaTextArea, FieldError, Label, TextField } from "react-aria-components";
import { cx } from "./cx.ts";
import styles from "./Field.module.css";
import { StatusIcon } from "./StatusIcon.tsx";

/** Several lines: code or settings, or with `prose` what people write. */
export function TextArea({
  label,
  value,
  onChange,
  rows,
  placeholder = "",
  error = null,
  disabled = false,
  maxLength,
  prose = false,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly rows: number;
  readonly placeholder?: string;
  /** What is wrong and how to write it; its presence marks the field invalid. */
  readonly error?: string | null;
  readonly disabled?: boolean;
  readonly maxLength?: number;
  readonly prose?: boolean;
}) {
  return (
    <TextField
      className={styles.field ?? ""}
      value={value}
      onChange={onChange}
      isInvalid={Boolean(error)}
      isDisabled={disabled}
      {...(maxLength === undefined ? {} : { maxLength })}
    >
      <Label className={styles.label ?? ""}>{label}</Label>
      <AriaTextArea
        className={cx(styles.area, !prose && "mono")}
        rows={rows}
        placeholder={placeholder}
        spellCheck={prose}
      />
      {error ? (
        <FieldError className={styles.error ?? ""}>
          <StatusIcon status="failed" size={10} />
          {error}
        </FieldError>
      ) : null}
    </TextField>
  );
}
