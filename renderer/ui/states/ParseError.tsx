import type { ReactNode } from "react";
import styles from "./states.module.css";

/** Points at the characters that could not be read. `start` and `end` are 0-based; the end of the text may be meant. */
export function ParseError({
  source,
  start,
  end,
  message,
  actions,
  note,
}: {
  readonly source: string;
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly actions?: ReactNode;
  /** `chart shows the run from 02:12` */
  readonly note?: ReactNode;
}) {
  const before = source.slice(0, start);
  const line = before.split("\n").length;
  const column = start - (before.lastIndexOf("\n") + 1) + 1;
  return (
    <div className={styles.parse}>
      <div className={`${styles.source} mono`}>
        {before}
        <span className={styles.wrong}>{source.slice(start, end) || "\u00a0"}</span>
        {source.slice(end)}
      </div>
      <p className={styles.message} role="alert">
        <span className="mono small">
          {line}:{column}
        </span>
        {message}
      </p>
      <div className="row">
        {actions}
        {note ? <span className={`${styles.push} fg3 small`}>{note}</span> : null}
      </div>
    </div>
  );
}
