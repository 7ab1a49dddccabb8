import type { ReactNode } from "react";
import styles from "./states.module.css";

/** The shared shape of a panel that has nothing to draw: glyph, what, why, one action. */
export function Centre({
  glyph,
  title,
  detail,
  actions,
}: {
  readonly glyph: ReactNode;
  readonly title: ReactNode;
  readonly detail?: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <div className={styles.centre}>
      <span className={styles.glyph}>{glyph}</span>
      <p className={styles.title}>{title}</p>
      {detail ? <p className={styles.detail}>{detail}</p> : null}
      {actions ? <div className={styles.actions}>{actions}</div> : null}
    </div>
  );
}
