import { fleetCell } from "../../../shared/contract/fleetCell.ts";
import { HeatScale } from "../../ui/HeatScale.tsx";
import type { CellCounts } from "./cellCounts.ts";
import styles from "./HeatmapLegend.module.css";
import { sampleCell } from "./specialMarks.ts";

interface HeatmapLegendProps {
  /** Null until there are cells: nothing is counted yet, which is not zero. */
  readonly counts: CellCounts | null;
  /** Both ends in words. */
  readonly scale: readonly [least: string, most: string] | null;
}

interface LegendEntry {
  readonly cell: number;
  readonly label: string;
  /** Told of only where there is one: the room beside the title is small. */
  readonly isRare?: boolean;
}

const entries: readonly LegendEntry[] = [
  { cell: fleetCell.throttled, label: "Throttled" },
  { cell: fleetCell.lost, label: "GPU lost" },
  { cell: fleetCell.unreadable, label: "Not readable", isRare: true },
  { cell: fleetCell.requiresReset, label: "Needs reset", isRare: true },
  { cell: fleetCell.absent, label: "Not listed", isRare: true },
  { cell: fleetCell.unreachable, label: "Host unreachable" },
  { cell: fleetCell.unread, label: "Host not read", isRare: true },
  { cell: fleetCell.remapPending, label: "Row remap" },
  { cell: fleetCell.missing, label: "No reading", isRare: true },
];

/** What the special cells mean and how many there are. */
export function HeatmapLegend({ counts, scale }: HeatmapLegendProps) {
  return (
    <div className={styles.legend}>
      {entries
        .filter(({ cell, isRare }) => !isRare || counts?.has(cell))
        .map(({ cell, label }) => (
          <span key={cell} className={styles.entry}>
            <Sample cell={cell} />
            {label} {counts ? <b>{counts.get(cell) ?? 0}</b> : null}
          </span>
        ))}
      <span className={styles.rule} />
      <HeatScale ends={scale} />
    </div>
  );
}

const samplePx = 14;

/** The cell as the heatmap draws it. */
function Sample({ cell }: { readonly cell: number }) {
  const draw = (svg: SVGSVGElement | null) => svg?.replaceChildren(...sampleCell(cell, samplePx));
  return <svg ref={draw} width={samplePx} height={samplePx} aria-hidden="true" />;
}
