import { cx } from "../../../ui/cx.ts";
import { type Status, StatusIcon } from "../../../ui/StatusIcon.tsx";
import styles from "../SettingsPage.module.css";

/** What happened, on a line of its own below a table. */
export function Told({ status, text }: { readonly status: Status; readonly text: string }) {
  return (
    <p className={cx(styles.note, styles.told)}>
      <StatusIcon status={status} />
      <span className="grow">{text}</span>
    </p>
  );
}
