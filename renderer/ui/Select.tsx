import { Check, ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { Select as AriaSelect, Button, ListBox, ListBoxItem, Popover, SelectValue } from "react-aria-components";
import buttonStyles from "./Button.module.css";
import { cx } from "./cx.ts";
import { Icon } from "./Icon.tsx";
import styles from "./overlay.module.css";

export interface SelectOption<Id extends string> {
  readonly id: Id;
  readonly label: string;
}

/** One of many, folded into a button. */
export function Select<Id extends string>({
  label,
  options,
  value,
  onChange,
  lead,
  placeholder,
  open,
  onOpenChange,
}: {
  readonly label: string;
  readonly options: readonly SelectOption<Id>[];
  readonly value: Id | null;
  readonly onChange: (value: Id) => void;
  /** Drawn before the value, e.g. an icon. */
  readonly lead?: ReactNode;
  readonly placeholder?: string;
  /** Set with `onOpenChange` to open it from elsewhere (a key). */
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
}) {
  return (
    <AriaSelect
      aria-label={label}
      placeholder={placeholder ?? "Choose"}
      value={value}
      {...(open === undefined ? {} : { isOpen: open })}
      {...(onOpenChange ? { onOpenChange } : {})}
      onChange={(key) => {
        const next = options.find((option) => option.id === key);
        if (next) onChange(next.id);
      }}
    >
      <Button className={cx(buttonStyles.button, styles.selectButton)}>
        {lead}
        <SelectValue />
        <Icon of={ChevronDown} size={12} className="fg3" />
      </Button>
      <Popover className={styles.popover ?? ""} offset={4}>
        <ListBox className={styles.list ?? ""} items={options}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} className={styles.item ?? ""}>
              {({ isSelected }) => (
                <>
                  <span className={styles.check}>{isSelected ? <Icon of={Check} size={12} /> : null}</span>
                  <span className={styles.text}>{option.label}</span>
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
