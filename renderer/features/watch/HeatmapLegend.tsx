import { fleetCell } from "../../../shared/contract/areas/hosts.ts";
import type { CellCounts } from "./cellCounts.ts";
import styles from "./HeatmapLegend.module.css";

const steps = [0, 1, 2, 3, 4, 5, 6, 7];

interface HeatmapLegendProps {
  /** Null until there are cells: nothing is counted yet, which is not zero. */
  readonly counts: CellCounts | null;
  /** Both ends in words. */
  readonly scale: readonly [least: string, most: string] | null;
}

/** What the special cells mean and how many there are. */
export function HeatmapLegend({ counts, scale }: HeatmapLegendProps) {
  return (
    <div className={styles.legend}>
      <Entry cell={fleetCell.throttled} label="Throttled" count={counts?.throttled} />
      <Entry cell={fleetCell.lost} label="GPU lost" count={counts?.lost} />
      <Entry cell={fleetCell.unreachable} label="Host unreachable" count={counts?.unreachableHosts} />
      <Entry cell={fleetCell.remapPending} label="Row remap" count={counts?.remapPending} />
      <span className={styles.rule} />
      <span className={styles.scale}>
        {scale?.[0]}
        <svg width="96" height="8" aria-hidden="true">
          {steps.map((step) => (
            <rect key={step} x={step * 12} width="12" height="8" fill={`var(--h${step})`} />
          ))}
        </svg>
        {scale?.[1]}
      </span>
    </div>
  );
}

function Entry({
  cell,
  label,
  count,
}: {
  readonly cell: number;
  readonly label: string;
  readonly count: number | undefined;
}) {
  return (
    <span className={styles.entry}>
      <svg width="12" height="12" aria-hidden="true">
        {marks[cell]}
      </svg>
      {label} {count === undefined ? null : <b>{count}</b>}
    </span>
  );
}

const marks: Readonly<Record<number, React.ReactNode>> = {
  [fleetCell.throttled]: (
    <>
      <rect x=".75" y=".75" width="10.5" height="10.5" fill="var(--bg-1)" stroke="var(--warn)" strokeWidth="1.5" />
      <rect x="3" y="3" width="6" height="6" fill="var(--h4)" />
      <path d="M5.5 0H12V6.5Z" fill="var(--warn)" />
    </>
  ),
  [fleetCell.lost]: (
    <>
      <rect
        x=".75"
        y=".75"
        width="10.5"
        height="10.5"
        fill="var(--crit-bg)"
        stroke="var(--crit-solid)"
        strokeWidth="1.5"
      />
      <path d="M3.5 3.5l5 5M8.5 3.5l-5 5" stroke="var(--crit)" strokeWidth="1.4" />
    </>
  ),
  [fleetCell.unreachable]: (
    <>
      <rect x=".5" y=".5" width="11" height="11" fill="var(--bg-2)" stroke="var(--fg-2)" strokeDasharray="3 2" />
      <path d="M1 7L7 1M2.5 11L11 2.5M7 11l4-4" stroke="var(--fg-3)" strokeWidth="1.2" />
    </>
  ),
  [fleetCell.remapPending]: (
    <>
      <rect width="12" height="12" fill="var(--h4)" />
      <circle cx="6" cy="6" r="2.5" fill="var(--bg-1)" stroke="var(--fg-0)" />
    </>
  ),
};
