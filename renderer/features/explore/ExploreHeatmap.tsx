import { type RefObject, useEffect, useRef } from "react";
import { formatValue, type Unit } from "../../../shared/domain/format/units.ts";
import { useChartScreen } from "../../charts/ChartScreen.tsx";
import { HeatmapChart } from "../../charts/HeatmapChart.ts";
import styles from "./Explore.module.css";
import { heatmapRows } from "./heatmapRows.ts";
import type { Answers } from "./useAnswers.ts";

/** All series, a row each, or the buckets of a histogram. */
export function ExploreHeatmap({
  answers,
  unit,
  canvasRef,
}: {
  readonly answers: Answers;
  readonly unit: Unit;
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

  const { rows, max } = heatmapRows(answers.series, answers.view);
  useEffect(() => {
    if (answers.toMs === null) return;
    const window = { fromMs: answers.toMs - rangeMs, toMs: answers.toMs };
    chart.current?.setContent({ timesMs: answers.view.timesMs, rows, max, window, zone });
  });

  return (
    <div
      className={styles.plot}
      role="img"
      aria-label={`Heatmap of ${rows.length} rows, full at ${formatValue(max, unit)}`}
    >
      <div ref={canvasRef} className={styles.canvas} aria-hidden="true" />
    </div>
  );
}
