import type { HeatmapRow } from "../../charts/HeatmapChart.ts";
import type { ColumnView } from "../../charts/SeriesBuffer.ts";
import type { ExploreSeries } from "./exploreSeries.ts";

const mostRows = 60;

export interface HeatmapRows {
  /** Bottom up. */
  readonly rows: readonly HeatmapRow[];
  readonly max: number;
}

/** A difference of sums that is smaller than this share of them is left by rounding: nothing fell into that bucket. */
const roundingShare = 1e-12;

/**
 * Buckets of one histogram (`le`) become what fell into each of them; anything else is a row a series. A histogram's
 * bounds are ordered as numbers, other rows by their name.
 */
export function heatmapRows(
  all: readonly ExploreSeries[],
  view: ColumnView,
  boundText: (bound: number) => string,
): HeatmapRows {
  const isHistogram = all.length > 0 && all.every(({ series }) => "le" in series.labels);
  const rows = isHistogram ? bucketRows(all, view, boundText) : seriesRows(all, view);
  let max = 0;
  for (const { values } of rows) for (const value of values) if (value > max && Number.isFinite(value)) max = value;
  return { rows, max };
}

function seriesRows(all: readonly ExploreSeries[], view: ColumnView): readonly HeatmapRow[] {
  return [...all]
    .sort((a, b) => (a.label < b.label ? 1 : -1))
    .slice(-mostRows)
    .map(({ label, column }) => ({ label, values: view.values[column] ?? new Float64Array(0) }));
}

/** Cumulative counts to counts a bucket; buckets of several series with one bound add up. */
function bucketRows(
  all: readonly ExploreSeries[],
  view: ColumnView,
  boundText: (bound: number) => string,
): readonly HeatmapRow[] {
  const byBound = new Map<number, Float64Array>();
  for (const { series, column } of all) {
    const bound = Number((series.labels.le ?? "").replace("Inf", "Infinity"));
    const values = view.values[column];
    if (!values || Number.isNaN(bound)) continue;
    const held = byBound.get(bound);
    if (!held) byBound.set(bound, values.slice());
    else for (let i = 0; i < held.length; i += 1) held[i] = sumOf(held[i], values[i]);
  }
  const bounds = [...byBound].sort(([a], [b]) => a - b);
  return bounds.map(([bound, values], index) => {
    const below = bounds[index - 1]?.[1];
    return {
      label: boundText(bound),
      values: below ? values.map((value, i) => between(below[i] ?? 0, value)) : values,
    };
  });
}

function between(below: number, value: number): number {
  const count = value - below;
  return count <= Math.abs(value) * roundingShare ? 0 : count;
}

function sumOf(a = Number.NaN, b = Number.NaN): number {
  if (Number.isNaN(a)) return b;
  return Number.isNaN(b) ? a : a + b;
}
