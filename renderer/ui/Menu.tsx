import type { LucideIcon } from "lucide-react";
import { Fragment, type ReactElement, type ReactNode } from "react";
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover, Separator } from "react-aria-components";
import { cx } from "./cx.ts";
import { Icon } from "./Icon.tsx";
import { Keycap } from "./Keycap.tsx";
import styles from "./overlay.module.css";

export interface MenuEntry {
  readonly id: string;
  readonly label: ReactNode;
  readonly textValue?: string;
  readonly icon?: LucideIcon;
  readonly keys?: string | readonly string[];
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** A line above this entry. */
  readonly separated?: boolean;
  readonly onAction: () => void;
}

/** Actions behind a button: `<Menu label="..." entries={...}><Button .../></Menu>`. */
export function Menu({
  label,
  entries,
  children,
}: {
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  readonly children: ReactElement;
}) {
  return (
    <MenuTrigger>
      {children}
      <Popover className={styles.popover ?? ""} offset={4}>
        <MenuList label={label} entries={entries} />
      </Popover>
    </MenuTrigger>
  );
}

/** The list alone, for a popover of one's own. */
export function MenuList({ label, entries }: { readonly label: string; readonly entries: readonly MenuEntry[] }) {
  return (
    <AriaMenu aria-label={label} className={styles.list ?? ""}>
      {entries.map((entry) => (
        <Fragment key={entry.id}>
          {entry.separated ? <Separator className={styles.separator ?? ""} /> : null}
          <MenuItem
            id={entry.id}
            className={cx(styles.item, entry.danger && styles.danger)}
            isDisabled={entry.disabled ?? false}
            onAction={entry.onAction}
            {...(entry.textValue ? { textValue: entry.textValue } : {})}
          >
            {entry.icon ? <Icon of={entry.icon} size={12} /> : null}
            <span className={styles.text}>{entry.label}</span>
            {entry.keys ? <Keycap keys={entry.keys} /> : null}
          </MenuItem>
        </Fragment>
      ))}
    </AriaMenu>
  );
}
