import { useEffect } from "react";
import type { ExpectedBand } from "../../shared/domain/anomaly/expectedBand.ts";
import { useSteadyState } from "../ui/useSteadyState.ts";
import styles from "./BoardLegend.module.css";
import { useChartScreen } from "./ChartScreen.tsx";
import { buildChart, type ChartSpec, type LatestValue } from "./chartContent.ts";
import { expectedAt, expectedText } from "./expectedText.ts";

const marks = { thresholds: [], emphasis: null, staleSinceMs: null } as const;

/** The lines of a chart by name, each with its newest value, and what is expected; a chart with one line tells it in its head. */
export function BoardLegend({
  spec,
  expected = null,
}: {
  readonly spec: ChartSpec;
  readonly expected?: ExpectedBand | null;
}) {
  const { group, rangeMs, zone } = useChartScreen();
  const [latest, changeLatest] = useSteadyState<readonly LatestValue[]>([]);
  useEffect(() => {
    const read = () => {
      const { latest: found } = buildChart(group, spec, rangeMs, { ...marks, zone });
      // As the board lists its queries, not by their names.
      const next = [...found].sort((a, b) => a.line.slot - b.line.slot);
      changeLatest((old) => (JSON.stringify(old) === JSON.stringify(next) ? old : next));
    };
    read();
    const subscription = group.onUpdate(read);
    return () => subscription.dispose();
  }, [group, spec, rangeMs, zone, changeLatest]);
  const range = expected && expectedAt(expected, null);
  // Its room stays, so that the axes of neighbours stand at one height and no plot jumps when its lines come.
  if (latest.length < 2 && !range) return <div className={styles.none} />;
  return (
    <ul className={styles.legend} aria-label={`${spec.title}, newest values`}>
      {latest.map(({ line, value }) => (
        <li key={line.key} title={line.label}>
          <span className={styles.swatch} style={{ background: `var(--s${line.slot})` }} />
          <span className="clip">{line.label}</span>
          <span className="fg0 nowrap">{Number.isNaN(value) ? "none" : spec.valueText(value)}</span>
        </li>
      ))}
      {range ? (
        <li title="Expected">
          <span className={styles.band} />
          <span className="clip">expected</span>
          <span className="fg0 nowrap">{expectedText(range, spec)}</span>
        </li>
      ) : null}
    </ul>
  );
}
