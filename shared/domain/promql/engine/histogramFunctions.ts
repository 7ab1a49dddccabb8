import { bucketLabel, parseBound } from "./bucketLabel.ts";
import { type Buckets, bucketFraction, bucketQuantile, forceMonotonic } from "./buckets.ts";
import type { CallArguments, VectorFunction } from "./callArguments.ts";
import { touch } from "./context.ts";
import type { LabelSet } from "./labelSet.ts";
import { warnAboutQuantiles } from "./quantile.ts";
import { type Column, isEmpty, newColumn } from "./vector.ts";

/** One histogram: its bucket series by their bounds, ascending; series of one bound are added together. */
interface Histogram {
  readonly labels: LabelSet;
  readonly dropName: boolean;
  readonly bounds: Float64Array;
  readonly series: readonly (readonly Column[])[];
}

/** Functions over classic histograms, whose buckets are series with an `le` label. */
export const histogramFunctions: Readonly<Record<string, VectorFunction>> = {
  histogram_quantile(args) {
    const { call, evaluation } = args;
    const phis = args.scalar(0);
    const histograms = histogramsOf(args, 1);
    warnAboutQuantiles(phis, evaluation.query.annotations, call.args[0]?.span ?? call.span);
    return histograms.flatMap((histogram) =>
      eachStep(args, histogram, (buckets, step) => {
        if (forceMonotonic(buckets.counts)) informAboutForcing(args, histogram.labels.name);
        return bucketQuantile(phis[step] ?? Number.NaN, buckets);
      }),
    );
  },
  histogram_fraction(args) {
    const lower = args.scalar(0);
    const upper = args.scalar(1);
    return histogramsOf(args, 2).flatMap((histogram) =>
      eachStep(args, histogram, (buckets, step) =>
        bucketFraction(lower[step] ?? Number.NaN, upper[step] ?? Number.NaN, buckets),
      ),
    );
  },
  // Of native histograms only; every sample here is a plain number.
  histogram_avg: () => [],
  histogram_count: () => [],
  histogram_sum: () => [],
  histogram_stddev: () => [],
  histogram_stdvar: () => [],
};

function histogramsOf(args: CallArguments, index: number): readonly Histogram[] {
  const names = new Set([bucketLabel]);
  const groups = new Map<string, { labels: LabelSet; dropName: boolean; byBound: Map<number, Column[]> }>();
  for (const column of args.vector(index)) {
    const bound = parseBound(column.labels.get(bucketLabel));
    if (bound === null) {
      warnAboutBound(args, index, column.labels);
      continue;
    }
    const labels = column.labels.without(names);
    const group = groups.get(labels.key) ?? { labels, dropName: true, byBound: new Map<number, Column[]>() };
    groups.set(labels.key, group);
    const sameBound = group.byBound.get(bound);
    if (sameBound) sameBound.push(column);
    else group.byBound.set(bound, [column]);
  }
  return [...groups.values()].map(({ labels, dropName, byBound }) => {
    const sorted = [...byBound].sort(([a], [b]) => a - b);
    return {
      labels,
      dropName,
      bounds: Float64Array.from(sorted, ([bound]) => bound),
      series: sorted.map(([, columns]) => columns),
    };
  });
}

/** Computes a value at each step at which the histogram has some bucket. */
function eachStep(
  { evaluation }: CallArguments,
  histogram: Histogram,
  compute: (buckets: Buckets, step: number) => number,
): readonly Column[] {
  const { count } = evaluation.steps;
  touch(evaluation.query, count * histogram.bounds.length);
  const result = newColumn(histogram.labels, histogram.dropName, count);
  const bounds = new Float64Array(histogram.bounds.length);
  const counts = new Float64Array(histogram.bounds.length);
  for (let step = 0; step < count; step++) {
    const length = gather(histogram, step, bounds, counts);
    if (length === 0) continue;
    const buckets = { bounds: bounds.subarray(0, length), counts: counts.subarray(0, length) };
    result.values[step] = compute(buckets, step);
    result.present[step] = 1;
  }
  return isEmpty(result) ? [] : [result];
}

/** The buckets that have a count at a step; returns how many. */
function gather(histogram: Histogram, step: number, bounds: Float64Array, counts: Float64Array): number {
  let length = 0;
  for (let i = 0; i < histogram.series.length; i++) {
    let total = 0;
    let isThere = false;
    for (const { values, present } of histogram.series[i] ?? []) {
      if (present[step] === 0) continue;
      total += values[step] ?? 0;
      isThere = true;
    }
    if (!isThere) continue;
    bounds[length] = histogram.bounds[i] ?? 0;
    counts[length] = total;
    length += 1;
  }
  return length;
}

function informAboutForcing({ call, evaluation }: CallArguments, name: string): void {
  evaluation.query.annotations.inform(
    `input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)${forMetric(name)}`,
    call.args[1]?.span ?? call.span,
  );
}

function warnAboutBound({ call, evaluation }: CallArguments, index: number, labels: LabelSet): void {
  evaluation.query.annotations.warn(
    `bucket label "le" is missing or has a malformed value of ${JSON.stringify(labels.get(bucketLabel))}${forMetric(labels.name)}`,
    call.args[index]?.span ?? call.span,
  );
}

function forMetric(name: string): string {
  return name === "" ? "" : ` for metric name ${JSON.stringify(name)}`;
}
