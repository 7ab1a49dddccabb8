import { useEffect, useMemo, useRef } from "react";
import { axisUnit, formatValue, type Unit } from "../../../shared/domain/format/units.ts";
import { Chart } from "../../charts/Chart.ts";
import { useChartScreen } from "../../charts/ChartScreen.tsx";
import type { ChartOptions } from "../../charts/chartTypes.ts";
import type { Threshold } from "../../charts/overlays.ts";
import { useCrosshairKeys } from "../../charts/useCrosshairKeys.ts";
import styles from "./Explore.module.css";
import type { ExploreSeries } from "./exploreSeries.ts";
import type { Answers } from "./useAnswers.ts";

/** The drawn series on one time axis. `canvasRef` gives the canvas away for a picture. */
export function ExploreChart({
  shape,
  unit,
  answers,
  drawn,
  slots,
  isFaded,
  limits,
  summary,
  canvasRef,
}: {
  readonly shape: "line" | "bar";
  readonly unit: Unit;
  readonly answers: Answers;
  readonly drawn: readonly ExploreSeries[];
  readonly slots: ReadonlyMap<string, number>;
  /** Of an earlier run, beside what answers now. */
  readonly isFaded: (series: ExploreSeries) => boolean;
  readonly limits: readonly Threshold[];
  /** The chart in words. */
  readonly summary: string;
  readonly canvasRef: React.RefObject<HTMLDivElement | null>;
}) {
  const { rangeMs, zone, sync, theme, evidence } = useChartScreen();
  const chart = useRef<Chart>(null);
  const { spoken, keys } = useCrosshairKeys(chart, sync, zone);
  const largest = Math.max(0, ...drawn.map(({ min, max }) => Math.max(Math.abs(max) || 0, Math.abs(min) || 0)));
  const options = useChartOptions(
    shape,
    unit,
    largest,
    drawn.some(({ min }) => min < 0),
  );

  useEffect(() => {
    if (!canvasRef.current) return undefined;
    const created = new Chart(canvasRef.current, options, theme, sync);
    chart.current = created;
    return () => {
      chart.current = null;
      created.dispose();
    };
  }, [options, theme, sync, canvasRef]);

  useEffect(() => {
    if (answers.toMs === null) return;
    chart.current?.setContent({
      lines: drawn.map(({ key, label }) => ({ key, label, slot: slots.get(key) ?? 1 })),
      view: {
        timesMs: answers.view.timesMs,
        values: drawn.map(({ column }) => answers.view.values[column] ?? answers.view.timesMs),
      },
      window: { fromMs: answers.toMs - rangeMs, toMs: answers.toMs },
      thresholds: limits,
      gap: null,
      emphasis: drawn.some(isFaded) ? new Set(drawn.filter((each) => !isFaded(each)).map(({ key }) => key)) : null,
      zone,
      evidence,
    });
  });

  return (
    // biome-ignore lint/a11y/useSemanticElements: a chart is a focusable group; there is no element for it
    <div
      className={styles.plot}
      role="group"
      aria-roledescription="chart"
      aria-label={summary}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: left and right move the crosshair
      tabIndex={0}
      {...keys}
    >
      <div ref={canvasRef} className={styles.canvas} aria-hidden="true" />
      <p className="visuallyHidden" aria-live="polite">
        {spoken}
      </p>
    </div>
  );
}

/** The same object while the axis is in the same unit: a chart is made anew when it changes. */
function useChartOptions(shape: "line" | "bar", unit: Unit, largest: number, negative: boolean): ChartOptions {
  const { size } = axisUnit(unit, largest);
  return useMemo(() => {
    // Two of a unit are told in it, of minutes as well.
    const { text, tick } = axisUnit(unit, 2 * size);
    return {
      shape,
      y: negative ? { kind: "around", span: size } : { kind: "fromZero", least: size / 100 },
      unit: size,
      axisWidth: 44,
      // Only zero carries the unit: the axis has room for four characters.
      tickText: (value) => (value === 0 && text !== "" ? `${tick(value)} ${text}` : tick(value)),
      valueText: (value) => formatValue(value, unit),
    };
  }, [shape, unit, negative, size]);
}
