import { useEffect, useMemo, useRef } from "react";
import { logLevels } from "../../../shared/domain/logs/model.ts";
import { Chart } from "../../charts/Chart.ts";
import { useChartScreen } from "../../charts/ChartScreen.tsx";
import type { ChartLine, ChartOptions } from "../../charts/chartTypes.ts";
import { useCrosshairKeys } from "../../charts/useCrosshairKeys.ts";
import { formatNumber } from "../../ui/format.ts";
import styles from "./Logs.module.css";
import type { CountedLines } from "./useLogs.ts";
import { volumeSummary } from "./VolumeChart.tsx";

const options: ChartOptions = {
  shape: "bar",
  y: { kind: "fromZero", least: 4 },
  unit: 1,
  // As wide as that of the charts above, so that times stand above each other.
  axisWidth: 38,
  tickText: (value) => (value < 1000 ? String(value) : `${Number((value / 1000).toFixed(1))}k`),
  valueText: (value) => formatNumber(value),
};

/** Least severe at the bottom. */
const stacked = logLevels.toReversed();

/** Lines by level, a bar a step, under the crosshair of the charts around it. */
export function EvidenceVolume({ counted }: { readonly counted: CountedLines | null }) {
  const { rangeMs, zone, sync, theme, evidence } = useChartScreen();
  const container = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart>(null);
  const { spoken, keys } = useCrosshairKeys(chart, sync, zone);

  useEffect(() => {
    if (!container.current) return undefined;
    const created = new Chart(container.current, options, theme, sync);
    chart.current = created;
    return () => {
      chart.current = null;
      created.dispose();
    };
  }, [theme, sync]);

  const content = useMemo(() => (counted ? barsOf(counted) : null), [counted]);
  useEffect(() => {
    if (!content) return;
    const { endMs } = content;
    chart.current?.setContent({
      lines: content.lines,
      view: content.view,
      window: { fromMs: endMs - rangeMs, toMs: endMs },
      thresholds: [],
      gap: null,
      emphasis: null,
      zone,
      evidence,
    });
  });

  return (
    // biome-ignore lint/a11y/useSemanticElements: a chart is a focusable group; there is no element for it
    <div
      className={styles.evidencePlot}
      role="group"
      aria-roledescription="chart"
      aria-label={counted ? volumeSummary(counted) : "Log volume: counting lines"}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: left and right move the crosshair
      tabIndex={0}
      {...keys}
    >
      <div ref={container} className={styles.evidenceCanvas} aria-hidden="true" />
      <p className="visuallyHidden" aria-live="polite">
        {spoken}
      </p>
    </div>
  );
}

const looks: Readonly<Record<(typeof logLevels)[number], Pick<ChartLine, "slot" | "tone">>> = {
  fatal: { slot: 1, tone: "critical" },
  error: { slot: 1, tone: "critical" },
  warn: { slot: 1, tone: "warning" },
  info: { slot: 1 },
  debug: { slot: 3 },
  unknown: { slot: 1, tone: "neutral" },
};

function barsOf({ volume: { startMs, stepMs, levels }, endMs }: CountedLines) {
  const steps = Math.max(0, ...levels.map(({ counts }) => counts.length));
  const shown = stacked.flatMap((level) => levels.find((one) => one.level === level) ?? []);
  return {
    endMs,
    lines: shown.map(({ level }) => ({ key: level, label: level, ...looks[level] })),
    view: {
      timesMs: Float64Array.from({ length: steps }, (_, at) => Math.min(endMs, startMs + (at + 1) * stepMs)),
      values: shown.map(({ counts }) => Float64Array.from({ length: steps }, (_, at) => counts[at] ?? 0)),
    },
  };
}
