import type { CallArguments, VectorFunction } from "./callArguments.ts";
import { meanOf, sumOf } from "./compensatedSum.ts";
import { extremes, isHigher, isLower } from "./extremes.ts";
import { quantileOf, warnAboutQuantiles } from "./quantile.ts";
import { mapRange, reduceWindows, type WindowReducer } from "./rangeFunction.ts";
import { varianceOf } from "./variance.ts";

function reducing(reduce: WindowReducer, keepName = false): VectorFunction {
  return (args) => mapRange(args, args.range(0), reduceWindows(reduce), keepName);
}

/** The `_over_time` functions: each window of samples as one value. */
export const overTimeFunctions: Readonly<Record<string, VectorFunction>> = {
  sum_over_time: reducing((_times, values, from, to) => sumOf(values, from, to)),
  avg_over_time: reducing((_times, values, from, to) => meanOf(values, from, to)),
  count_over_time: reducing((_times, _values, from, to) => to - from),
  present_over_time: reducing(() => 1),
  min_over_time: (args) => mapRange(args, args.range(0), extremes(isLower, "value")),
  max_over_time: (args) => mapRange(args, args.range(0), extremes(isHigher, "value")),
  first_over_time: reducing((_times, values, from) => values[from] ?? 0, true),
  last_over_time: reducing((_times, values, _from, to) => values[to - 1] ?? 0, true),
  stdvar_over_time: reducing((_times, values, from, to) => varianceOf(values, from, to)),
  stddev_over_time: reducing((_times, values, from, to) => Math.sqrt(varianceOf(values, from, to))),
  mad_over_time: reducing((_times, values, from, to) => medianDeviation(values.slice(from, to))),
  quantile_over_time: quantileOverTime,
  ts_of_first_over_time: reducing((timesMs, _values, from) => (timesMs[from] ?? 0) / 1000),
  ts_of_last_over_time: reducing((timesMs, _values, _from, to) => (timesMs[to - 1] ?? 0) / 1000),
  ts_of_min_over_time: (args) => mapRange(args, args.range(0), extremes(isLower, "time")),
  ts_of_max_over_time: (args) => mapRange(args, args.range(0), extremes(isHigher, "time")),
};

function medianDeviation(values: Float64Array): number {
  if (values.some(Number.isNaN)) return Number.NaN;
  const median = quantileOf(0.5, values);
  return quantileOf(
    0.5,
    values.map((value) => Math.abs(value - median)),
  );
}

function quantileOverTime(args: CallArguments) {
  const phis = args.scalar(0);
  const columns = mapRange(
    args,
    args.range(1),
    reduceWindows((_times, values, from, to, step) => quantileOf(phis[step] ?? Number.NaN, values.slice(from, to))),
  );
  const { call, evaluation } = args;
  if (columns.length > 0) warnAboutQuantiles(phis, evaluation.query.annotations, call.args[0]?.span ?? call.span);
  return columns;
}
