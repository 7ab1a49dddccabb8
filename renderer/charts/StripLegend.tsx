import { useEffect } from "react";
import type { ExpectedBand } from "../../shared/domain/anomaly/expectedBand.ts";
import { cx } from "../ui/cx.ts";
import { useSteadyState } from "../ui/useSteadyState.ts";
import { useChartScreen } from "./ChartScreen.tsx";
import { type BuiltChart, buildChart, type ChartSpec, type LatestValue } from "./chartContent.ts";
import { expectedAt, expectedText } from "./expectedText.ts";
import { frames } from "./frameScheduler.ts";
import { nearestIndex } from "./SeriesBuffer.ts";
import styles from "./StripLegend.module.css";

const marks = { thresholds: [], emphasis: null, staleSinceMs: null } as const;
/** More than these stand in two columns. */
const mostInOneColumn = 4;

/** The lines of a chart by name, each with its value under the crosshair, or its newest one while that is away. */
export function StripLegend({
  spec,
  expected = null,
}: {
  readonly spec: ChartSpec;
  readonly expected?: ExpectedBand | null;
}) {
  const { group, rangeMs, zone, sync } = useChartScreen();
  const [shown, changeShown] = useSteadyState<readonly LatestValue[]>([]);
  const [range, changeRange] = useSteadyState<string | null>(null);
  useEffect(() => {
    let built = buildChart(group, spec, rangeMs, { ...marks, zone });
    const show = () => {
      const values = valuesAt(built, sync.cursorMs);
      // As the panel lists its queries, not by their names.
      const next = [...values].sort((a, b) => a.line.slot - b.line.slot);
      changeShown((old) => (JSON.stringify(old) === JSON.stringify(next) ? old : next));
      const was = expected && expectedAt(expected, sync.cursorMs);
      changeRange(() => was && expectedText(was, spec));
    };
    show();
    const updates = group.onUpdate(() => {
      built = buildChart(group, spec, rangeMs, { ...marks, zone });
      frames.request(show);
    });
    const moves = sync.onCursor(() => frames.request(show));
    return () => {
      updates.dispose();
      moves.dispose();
    };
  }, [group, spec, rangeMs, zone, sync, expected, changeShown, changeRange]);
  return (
    <ul
      className={cx(styles.legend, shown.length + (range === null ? 0 : 1) > mostInOneColumn && styles.twoColumns)}
      aria-label={`${spec.title}, values`}
    >
      {shown.map(({ line, value }) => (
        <li key={line.key} title={line.label}>
          <span
            className={cx(styles.swatch, line.slot > 4 && styles.dashed)}
            style={{ color: `var(--s${line.slot})` }}
          />
          <span className="clip">{line.label}</span>
          <span className={styles.value}>{Number.isNaN(value) ? "none" : spec.valueText(value)}</span>
        </li>
      ))}
      {range === null ? null : (
        <li title="Expected">
          <span className={styles.band} />
          <span className="clip">expected</span>
          <span className={styles.value}>{range}</span>
        </li>
      )}
    </ul>
  );
}

function valuesAt({ content, latest }: BuiltChart, cursorMs: number | null): readonly LatestValue[] {
  if (cursorMs === null || content === null) return latest;
  const { lines, view } = content;
  const at = nearestIndex(view.timesMs, cursorMs);
  return lines.map((line, index) => ({ line, value: view.values[index]?.[at] ?? Number.NaN }));
}
