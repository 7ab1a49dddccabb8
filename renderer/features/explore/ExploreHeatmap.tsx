import { type RefObject, useEffect, useRef } from "react";
import { formatSpan } from "../../../shared/domain/format/duration.ts";
import { formatValue, type Unit } from "../../../shared/domain/format/units.ts";
import { useChartScreen } from "../../charts/ChartScreen.tsx";
import { HeatmapChart } from "../../charts/HeatmapChart.ts";
import { HeatScale } from "../../ui/HeatScale.tsx";
import styles from "./Explore.module.css";
import type { ExploreSeries } from "./exploreSeries.ts";
import { heatmapRows } from "./heatmapRows.ts";
import type { Answers } from "./useAnswers.ts";

/** All series, a row each, or the buckets of a histogram. `boundUnit` is what its bounds are measured in. */
export function ExploreHeatmap({
  answers,
  series,
  unit,
  boundUnit,
  canvasRef,
}: {
  readonly answers: Answers;
  readonly series: readonly ExploreSeries[];
  readonly unit: Unit;
  readonly boundUnit: Unit;
  readonly canvasRef: RefObject<HTMLDivElement | null>;
}) {
  const { rangeMs, zone, sync, theme } = useChartScreen();
  const chart = useRef<HeatmapChart>(null);

  useEffect(() => {
    if (!canvasRef.current) return undefined;
    const created = new HeatmapChart(canvasRef.current, (value) => formatValue(value, unit), theme, sync);
    chart.current = created;
    return () => {
      chart.current = null;
      created.dispose();
    };
  }, [unit, theme, sync, canvasRef]);

  const { rows, max } = heatmapRows(series, answers.view, (bound) =>
    boundUnit === "seconds" && Number.isFinite(bound)
      ? formatSpan(Math.round(bound * 1000))
      : formatValue(bound, boundUnit),
  );
  useEffect(() => {
    if (answers.toMs === null) return;
    const window = { fromMs: answers.toMs - rangeMs, toMs: answers.toMs };
    chart.current?.setContent({ timesMs: answers.view.timesMs, rows, max, window, zone });
  });

  return (
    <div className={styles.heatmap}>
      <p className={styles.scale}>
        <HeatScale ends={["0", formatValue(max, unit)]} />
      </p>
      <div
        className={styles.plot}
        role="img"
        aria-label={`Heatmap of ${rows.length} rows, full at ${formatValue(max, unit)}`}
      >
        <div ref={canvasRef} className={styles.canvas} aria-hidden="true" />
      </div>
    </div>
  );
}
