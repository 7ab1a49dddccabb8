import type { ReactNode } from "react";
import { TextInput } from "../../ui/TextInput.tsx";
import styles from "./SourceDialog.module.css";

/** One text of a draft, with what is wrong with it. */
export function DraftField<Field extends string>({
  draft,
  problems,
  onChange,
  field,
  ...rest
}: {
  readonly draft: Readonly<Record<Field, string>>;
  readonly problems: Readonly<Partial<Record<Field, string>>>;
  readonly onChange: (change: Readonly<Partial<Record<Field, string>>>) => void;
  readonly field: Field;
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly secret?: boolean;
  readonly autoFocus?: boolean;
}) {
  return (
    <TextInput
      {...rest}
      mono
      value={draft[field]}
      error={problems[field] ?? null}
      onChange={(value) => onChange({ [field]: value } as Partial<Record<Field, string>>)}
    />
  );
}

/** A choice beside the texts of a draft; it has its name from its own control. */
export function DraftChoice({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={styles.text}>
      <span aria-hidden="true">{label}</span>
      {children}
    </div>
  );
}
