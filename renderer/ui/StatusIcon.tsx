import type { ReactNode } from "react";
import { cx } from "./cx.ts";
import styles from "./StatusIcon.module.css";

export type Status = "critical" | "warning" | "info" | "ok" | "unknown" | "running" | "waiting" | "failed";

/** What each status is called where no better word is at hand. */
export const statusWords: Readonly<Record<Status, string>> = {
  critical: "Critical",
  warning: "Warning",
  info: "Info",
  ok: "OK",
  unknown: "Unknown",
  running: "Running",
  waiting: "Waiting",
  failed: "Failed",
};

const toneClass: Readonly<Record<Status, string>> = {
  critical: "critical",
  warning: "warning",
  info: "info",
  ok: "ok",
  unknown: "fg2",
  running: "fg2",
  waiting: "fg2",
  failed: "critical",
};

/** A silhouette per status, told apart without colour. With `label` it is an image of its own, else decoration beside a word. */
export function StatusIcon({
  status,
  size = 12,
  label,
}: {
  readonly status: Status;
  readonly size?: number;
  readonly label?: string;
}) {
  const naming = label ? { role: "img", "aria-label": label } : { "aria-hidden": true };
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label or hidden, and a title would add a tooltip
    <svg width={size} height={size} viewBox="0 0 12 12" fill="none" strokeLinecap="round" {...naming}>
      {shapes[status]}
    </svg>
  );
}

/** Silhouette and word together. */
export function StatusText({
  status,
  plain = false,
  children,
}: {
  readonly status: Status;
  /** Inherits size and weight, and is quiet when all is well: for table cells. */
  readonly plain?: boolean;
  readonly children?: ReactNode;
}) {
  return (
    <span className={cx(styles.status, plain && styles.plain, plain && status === "ok" ? "fg2" : toneClass[status])}>
      <StatusIcon status={status} />
      <span className="clip">{children ?? statusWords[status]}</span>
    </span>
  );
}

const shapes: Readonly<Record<Status, ReactNode>> = {
  critical: (
    <>
      <path d="M3.6.6h4.8l3 3v4.8l-3 3H3.6l-3-3V3.6z" fill="var(--crit-solid)" />
      <path d="M6 3v3.6M6 8.7v.1" stroke="var(--crit-on)" strokeWidth="1.5" />
    </>
  ),
  warning: (
    <>
      <path d="M6 .8l5.6 10.4H.4z" fill="var(--warn-solid)" />
      <path d="M6 4.6v3M6 9.4v.1" stroke="var(--warn-on)" strokeWidth="1.4" />
    </>
  ),
  info: (
    <>
      <circle cx="6" cy="6" r="5" stroke="var(--info)" strokeWidth="1.4" />
      <path d="M6 5.6v2.8M6 3.5v.1" stroke="var(--info)" strokeWidth="1.4" />
    </>
  ),
  ok: <path d="M2 6.4l2.7 2.7L10 3.6" stroke="var(--ok)" strokeWidth="1.7" strokeLinejoin="round" />,
  unknown: (
    <>
      <circle cx="6" cy="6" r="4.8" stroke="var(--fg-3)" strokeWidth="1.3" strokeDasharray="2 1.6" />
      <path d="M4.7 4.9c0-1.7 2.6-1.7 2.6 0 0 1-1.3 1-1.3 2M6 8.7v.1" stroke="var(--fg-3)" strokeWidth="1.1" />
    </>
  ),
  running: (
    <>
      <circle cx="6" cy="6" r="4.6" stroke="var(--line-2)" strokeWidth="1.6" />
      <path d="M6 1.4A4.6 4.6 0 0 1 10.6 6" stroke="var(--ac)" strokeWidth="1.6" className={styles.arc} />
    </>
  ),
  waiting: <circle cx="6" cy="6" r="4.6" stroke="var(--fg-3)" strokeWidth="1.2" strokeDasharray="1.5 2" />,
  failed: <path d="M2.5 2.5l7 7M9.5 2.5l-7 7" stroke="var(--crit)" strokeWidth="1.7" />,
};
