import type { ReactNode } from "react";
import { Checkbox as AriaCheckbox, Switch as AriaSwitch } from "react-aria-components";
import styles from "./Checkbox.module.css";

export interface CheckboxProps {
  readonly selected: boolean;
  readonly onChange: (selected: boolean) => void;
  /** Some of what it stands for are ticked. */
  readonly mixed?: boolean;
  readonly disabled?: boolean;
  /** Needed when there is no visible text. */
  readonly label?: string;
  /** False takes it out of the tab order (a row that has its own key for it). */
  readonly tabStop?: boolean;
  readonly children?: ReactNode;
}

export function Checkbox({ selected, onChange, mixed, disabled, label, tabStop = true, children }: CheckboxProps) {
  return (
    <AriaCheckbox
      className={styles.checkbox ?? ""}
      isSelected={selected}
      isIndeterminate={mixed ?? false}
      isDisabled={disabled ?? false}
      excludeFromTabOrder={!tabStop}
      onChange={onChange}
      {...(label ? { "aria-label": label } : {})}
    >
      <span className={styles.box}>
        {mixed ? <Mark d="M2 5h6" /> : selected ? <Mark d="M1.5 5.3l2.2 2.2L8.4 2.6" /> : null}
      </span>
      {children ? <span>{children}</span> : null}
    </AriaCheckbox>
  );
}

export function Switch({
  selected,
  onChange,
  disabled,
  label,
  children,
}: {
  readonly selected: boolean;
  readonly onChange: (selected: boolean) => void;
  readonly disabled?: boolean;
  readonly label?: string;
  readonly children?: ReactNode;
}) {
  return (
    <AriaSwitch
      className={styles.switch ?? ""}
      isSelected={selected}
      isDisabled={disabled ?? false}
      onChange={onChange}
      {...(label ? { "aria-label": label } : {})}
    >
      <span className={styles.track}>
        <span className={styles.thumb} />
      </span>
      {children ? <span>{children}</span> : null}
    </AriaSwitch>
  );
}

function Mark({ d }: { readonly d: string }) {
  return (
    <svg
      width="10"
      height="10"
      viewBox="0 0 10 10"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      aria-hidden="true"
    >
      <path d={d} strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
