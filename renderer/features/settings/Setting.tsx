import type { ReactNode } from "react";
import styles from "./SettingsPage.module.css";

/** A line of the settings: what it is, what it does, and its control. */
export function Setting({
  name,
  detail,
  children,
}: {
  readonly name: string;
  readonly detail: string;
  readonly children: ReactNode;
}) {
  return (
    <div className={styles.setting}>
      <div className="grow">
        <div className="medium fg0">{name}</div>
        <div className="small fg3">{detail}</div>
      </div>
      {children}
    </div>
  );
}
