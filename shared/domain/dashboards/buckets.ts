import type { ColumnFrame } from "../metrics/model.ts";
import type { RangeSeries } from "./frames.ts";

/** Buckets of a histogram over time: `counts[b][i]` is what fell between `bounds[b - 1]` and `bounds[b]` at step i. */
export interface BucketColumns {
  readonly timesMs: Float64Array;
  /** Upper ends, ascending; the last may be infinite. */
  readonly bounds: readonly number[];
  readonly counts: readonly Float64Array[];
  readonly most: number;
}

/**
 * Cumulative series with an `le` label as single buckets: sorted by their bound, each minus the one below it. Series with the
 * same bound are added. Null when no series has a bound.
 */
export function bucketColumns({ timesMs, series, values }: ColumnFrame): BucketColumns | null {
  const byBound = new Map<number, Float64Array>();
  for (const [index, { labels }] of series.entries()) {
    const bound = boundOf(labels.le);
    const column = values[index];
    if (bound === null || !column) continue;
    const sum = byBound.get(bound);
    byBound.set(bound, sum ? sum.map((value, i) => added(value, column[i] ?? Number.NaN)) : column.slice());
  }
  const bounds = [...byBound.keys()].sort((a, b) => a - b);
  if (bounds.length === 0) return null;
  const counts = bounds.map((bound, index) => {
    const column = byBound.get(bound) ?? new Float64Array(0);
    const below = index === 0 ? null : byBound.get(bounds[index - 1] ?? 0);
    // A scrape between two buckets' updates can leave the lower one ahead by a little.
    return below ? column.map((value, i) => Math.max(0, value - (below[i] ?? Number.NaN))) : column;
  });
  let most = 0;
  for (const column of counts) for (const value of column) if (value > most) most = value;
  return { timesMs, bounds, counts, most };
}

/**
 * Cumulative series of one query as single buckets, ascending by their bound: what the format `heatmap` means outside of a
 * heatmap. Series without a bound stay as they are.
 */
export function singleBuckets(series: readonly RangeSeries[]): readonly RangeSeries[] {
  const columns = bucketColumns({
    timesMs: Float64Array.from(series[0]?.timesMs ?? []),
    series: series.map((one) => one.series),
    values: series.map(({ values }) => Float64Array.from(values)),
  });
  if (!columns) return series;
  return columns.bounds.map((bound, index) => ({
    series: { name: "", labels: { le: Number.isFinite(bound) ? String(bound) : "+Inf" } },
    timesMs: columns.timesMs,
    values: columns.counts[index] ?? new Float64Array(0),
  }));
}

function boundOf(le: string | undefined): number | null {
  if (le === undefined) return null;
  if (/^\+?Inf$/i.test(le)) return Number.POSITIVE_INFINITY;
  const bound = Number(le);
  return Number.isNaN(bound) ? null : bound;
}

function added(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return Number.isNaN(b) ? a : a + b;
}
