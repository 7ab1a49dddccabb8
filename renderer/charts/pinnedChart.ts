import type { DeepReadonly } from "../../shared/contract/define.ts";
import { axisUnit, formatValue } from "../../shared/domain/format/units.ts";
import type { ChartColumns, PinnedChart } from "../../shared/domain/incident/entry.ts";
import type { ChartContent, ChartOptions } from "./chartTypes.ts";
import type { ClockZone } from "./scales.ts";

/** How a pinned chart is drawn: as it was, whatever its source says now. */
export function pinnedOptions({ unit, whole }: DeepReadonly<PinnedChart>, { values }: ChartColumns): ChartOptions {
  let largest = 0;
  for (const column of values) for (const value of column) if (Math.abs(value) > largest) largest = Math.abs(value);
  const axis = axisUnit(unit, largest);
  return {
    y: whole ? { kind: "fixed", min: 0, max: 1 } : { kind: "auto", min: null, max: null },
    unit: axis.size,
    axisWidth: 44,
    // Only zero carries the unit: the axis has no room for more.
    tickText: (value) => `${axis.tick(value)}${value === 0 && axis.text !== "" ? ` ${axis.text}` : ""}`,
    valueText: (value) => formatValue(value, unit),
  };
}

export function pinnedContent(
  { lines, limits, fromMs, toMs }: DeepReadonly<PinnedChart>,
  { timesMs, values }: ChartColumns,
  zone: ClockZone,
): ChartContent {
  return {
    lines: lines.map(({ label, slot }, index) => ({ key: `${index} ${label}`, label, slot })),
    view: { timesMs, values },
    window: { fromMs, toMs },
    thresholds: limits.map(({ value, label }) => ({ value, label, severity: "critical" })),
    gap: null,
    emphasis: null,
    zone,
  };
}

/** The newest value of a column that was measured; NaN where there is none. */
export function newestOf(column: Float64Array | undefined): number {
  return column?.findLast((value) => !Number.isNaN(value)) ?? Number.NaN;
}
