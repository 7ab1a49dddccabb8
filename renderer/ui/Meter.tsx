import { cx } from "./cx.ts";
import styles from "./Meter.module.css";

/** A 6 px bar of a ratio 0..1; its number stands beside it, so it is decoration. Colour follows a limit, never the size. */
export function Meter({
  ratio,
  tone = "normal",
  width,
}: {
  /** Null draws the empty track: no value. */
  readonly ratio: number | null;
  readonly tone?: "normal" | "warning" | "critical" | "quiet";
  /** Pixels; by default it fills its container. */
  readonly width?: number;
}) {
  const percent = ratio === null ? 0 : Math.min(1, Math.max(0, ratio)) * 100;
  return (
    <div className={styles.meter} style={{ width: width ?? "100%" }} aria-hidden="true">
      <div className={cx(styles.fill, tone !== "normal" && styles[tone])} style={{ width: `${percent}%` }} />
    </div>
  );
}
