import { useEffect, useState } from "react";
import { cx } from "../cx.ts";
import styles from "./states.module.css";

const appearsAfterMs = 150;
const nameWidths = [52, 44, 60, 38, 48];
const fadePerRow = 0.14;

/** Rows of the final layout, in grey, once the wait is long enough to notice. Nothing over data that is there. */
export function LoadingSkeleton({
  label = "Loading",
  rows = 5,
  at = appearsAfterMs,
}: {
  /** What is awaited, spoken: "Loading hosts". */
  readonly label?: string;
  readonly rows?: number;
  readonly at?: number;
}) {
  const [visible, setVisible] = useState(at === 0);
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), at);
    return () => clearTimeout(timer);
  }, [at]);
  if (!visible) return null;
  return (
    <div className={styles.skeleton} role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: identical, stateless rows
        <div key={row} className={styles.skeletonRow} style={{ opacity: Math.max(0.15, 1 - row * fadePerRow) }}>
          <span className={cx(styles.bone, styles.boneDot)} />
          <span className={styles.boneName}>
            <Bone width={`${nameWidths[row % nameWidths.length]}%`} />
          </span>
          <Bone width={44} />
          <Bone width={44} />
          <span className={cx(styles.bone, styles.boneChart)} style={{ width: 88 }} />
          <Bone width={32} />
        </div>
      ))}
    </div>
  );
}

function Bone({ width }: { readonly width: number | string }) {
  return <span className={styles.bone} style={{ width, display: "block" }} />;
}
