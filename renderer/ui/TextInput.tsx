import type { ReactNode } from "react";
import { FieldError, Input, Label, TextField } from "react-aria-components";
import { cx } from "./cx.ts";
import styles from "./Field.module.css";
import { StatusIcon } from "./StatusIcon.tsx";

export interface TextInputProps {
  readonly label: string;
  /** The label is spoken but not drawn. */
  readonly hideLabel?: boolean;
  /** The format, at the label's right. */
  readonly hint?: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onSubmit?: () => void;
  readonly placeholder?: string;
  /** What is wrong and how to write it; its presence marks the field invalid. */
  readonly error?: string | null;
  /** Told to assistive technology; a hint or an error says it to the eye. */
  readonly required?: boolean;
  readonly secret?: boolean;
  readonly mono?: boolean;
  readonly disabled?: boolean;
  /** The field takes no more characters than the console does. */
  readonly maxLength?: number;
  readonly autoFocus?: boolean;
  readonly autoComplete?: string;
  readonly className?: string;
}

export function TextInput(props: TextInputProps) {
  const { label, hint, value, onChange, onSubmit, error, secret = false, mono = false, className } = props;
  return (
    <TextField
      className={cx(styles.field, className)}
      value={value}
      onChange={onChange}
      type={secret ? "password" : "text"}
      isInvalid={Boolean(error)}
      isDisabled={props.disabled ?? false}
      isRequired={props.required ?? false}
      validationBehavior="aria"
      autoFocus={props.autoFocus ?? false}
      autoComplete={props.autoComplete ?? "off"}
      {...(props.maxLength === undefined ? {} : { maxLength: props.maxLength })}
      {...(props.hideLabel ? { "aria-label": label } : {})}
    >
      {props.hideLabel ? null : (
        <span className={styles.label}>
          <Label>{label}</Label>
          {hint ? <span className={styles.hint}>{hint}</span> : null}
        </span>
      )}
      <span className={styles.box}>
        <Input
          className={cx(styles.input, mono && "mono")}
          placeholder={props.placeholder ?? ""}
          spellCheck="false"
          onKeyDown={(event) => {
            if (event.key === "Enter" && onSubmit) {
              event.preventDefault();
              onSubmit();
            }
          }}
        />
      </span>
      {error ? (
        <FieldError className={styles.error ?? ""}>
          <StatusIcon status="failed" size={10} />
          {error}
        </FieldError>
      ) : null}
    </TextField>
  );
}
