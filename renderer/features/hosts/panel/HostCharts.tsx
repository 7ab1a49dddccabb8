import { useMemo, useRef } from "react";
import { isGpuCountKnown } from "../../../../shared/domain/gpu/subsystem.ts";
import { ChartScreen } from "../../../charts/ChartScreen.tsx";
import { eventMarks } from "../../../charts/eventMarks.ts";
import { type ChartAlert, LineChart } from "../../../charts/LineChart.tsx";
import { panelStepMs } from "../../../charts/step.ts";
import { usePanelGroup } from "../../../charts/usePanelGroup.ts";
import { useWidth } from "../../../charts/useWidth.ts";
import { settingsStore } from "../../../state/settingsStore.ts";
import { useAskedRange } from "../../../state/timeRange.ts";
import type { HostSummary } from "../../../state/types.ts";
import { useEventsOf } from "../../../state/useEventsOf.ts";
import { formatAge } from "../../../ui/format.ts";
import { emphasisOf, type GpuRow } from "./gpuRows.ts";
import styles from "./HostPanel.module.css";
import {
  cpuChart,
  diskChart,
  gpuMemoryChart,
  gpuPowerChart,
  gpuTemperatureChart,
  gpuUtilizationChart,
  hostQueries,
  memoryChart,
  networkChart,
} from "./hostCharts.ts";
import { powerThresholds, temperatureThresholds } from "./thresholds.ts";

const charts = 4;
const frameWidth = 52;

/** Eight charts over one subscription, with one crosshair. */
export function HostCharts({
  summary,
  rows,
  gpusAtMs,
  slowdownCelsius,
  selected,
  nowMs,
}: {
  readonly summary: HostSummary;
  readonly rows: readonly GpuRow[];
  /** When a GPU was last read; null before the first. */
  readonly gpusAtMs: number | null;
  readonly slowdownCelsius: number | null;
  readonly selected: number | null;
  readonly nowMs: number;
}) {
  const asked = useAskedRange();
  const { rangeMs } = asked;
  const zone = settingsStore(({ clock }) => clock);
  const [gridRef, width] = useWidth();
  const stepMs = width === null ? null : panelStepMs(rangeMs, width / charts - frameWidth, summary.intervalMs);
  const queries = useMemo(() => hostQueries(summary.name), [summary.name]);
  const group = usePanelGroup(stepMs === null ? null : { queries, stepMs, ...asked });

  const emphasisKey = JSON.stringify([...(emphasisOf(rows, selected) ?? ["all"])]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: kept while the lines to bring forward are the same
  const emphasis = useMemo(() => emphasisOf(rows, selected), [emphasisKey]);
  const power = useSame(powerThresholds(rows));
  const temperature = useSame(temperatureThresholds(rows, slowdownCelsius));
  const silent = summary.stale || summary.connection.kind === "waiting";
  const staleSince = (sinceMs: number | null) =>
    sinceMs === null ? null : { sinceMs, text: formatAge(nowMs - sinceMs) };
  const stale = staleSince(silent ? summary.lastSampleAtMs : null);
  // The host answers while nvidia-smi does not.
  const gpuStale = stale ?? staleSince(summary.gpusReporting === 0 ? gpusAtMs : null);
  const hasNoGpu = summary.gpusExpected === 0 && isGpuCountKnown(summary.gpuSubsystem.kind);
  const gpuAbsent = hasNoGpu ? "This host has no GPU." : "nvidia-smi gave no value in this range.";
  const gpu = { emphasis, stale: gpuStale, absent: gpuAbsent };

  const events = useEventsOf([summary.name], null);
  const evidence = useMemo(() => ({ events: eventMarks(events), picked: null }), [events]);

  return (
    <div ref={gridRef} className={styles.charts}>
      <ChartScreen group={group} rangeMs={rangeMs} zone={zone} evidence={evidence}>
        <LineChart spec={gpuUtilizationChart} {...gpu} />
        <LineChart spec={gpuMemoryChart} {...gpu} />
        <LineChart spec={gpuPowerChart} {...gpu} thresholds={power} />
        <LineChart spec={gpuTemperatureChart} {...gpu} thresholds={temperature} alert={thermalAlert(rows)} />
        <LineChart spec={cpuChart} stale={stale} />
        <LineChart spec={memoryChart} stale={stale} />
        <LineChart spec={diskChart} stale={stale} />
        <LineChart spec={networkChart} stale={stale} />
      </ChartScreen>
    </div>
  );
}

const thermal: ChartAlert = { severity: "warning", word: "Thermal throttling" };

function thermalAlert(rows: readonly GpuRow[]): ChartAlert | null {
  return rows.some(({ throttle }) => throttle?.short.endsWith("thermal")) ? thermal : null;
}

/** The first of equal values, so that charts are not redrawn for the same thing said again. */
function useSame<T>(value: T): T {
  const kept = useRef({ value, text: JSON.stringify(value) });
  const text = JSON.stringify(value);
  if (text !== kept.current.text) kept.current = { value, text };
  return kept.current.value;
}
