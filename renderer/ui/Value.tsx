import type { ReactNode } from "react";
import { cx } from "./cx.ts";
import { formatNumber } from "./format.ts";
import type { Tone } from "./tone.ts";
import styles from "./Value.module.css";

/** A figure with its unit dimmed: `76.4 / 80 GB`, `87 °C`. A tone other than neutral means out of bounds and is bold. */
export function Value({
  of,
  unit,
  tone = "neutral",
  children,
}: {
  /** What it is measured against, dimmed after a slash. */
  readonly of?: ReactNode;
  readonly unit?: string;
  readonly tone?: Tone;
  /** The formatted figure. */
  readonly children: ReactNode;
}) {
  return (
    <span className={cx("nowrap", tone !== "neutral" && tone !== "ok" && styles.out, tone !== "neutral" && tone)}>
      {children}
      {of === undefined ? null : <span className={styles.of}> / {of}</span>}
      {unit ? <span className={styles.unit}> {unit}</span> : null}
    </span>
  );
}

/** How often something happened: quiet while it did not. */
export function Count({ children }: { readonly children: number }) {
  return <span className={children === 0 ? styles.none : undefined}>{formatNumber(children)}</span>;
}

/** A value that is not there, in a word: never a zero, never a blank. */
export function None({ children = "none" }: { readonly children?: ReactNode }) {
  return <span className={styles.none}>{children}</span>;
}
