import { MidwatchError } from "../../../base/errors.ts";
import type { Aggregation } from "../ast.ts";
import { addCompensated, meanOf } from "./compensatedSum.ts";
import { type Evaluation, touch } from "./context.ts";
import { countValues } from "./countValues.ts";
import { type Group, groupColumns } from "./grouping.ts";
import { limitCount, limitRatio } from "./limit.ts";
import { shortNumber } from "./numberText.ts";
import { quantileOf, warnAboutQuantiles } from "./quantile.ts";
import { selectExtremes } from "./topk.ts";
import { RunningVariance } from "./variance.ts";
import { type Column, newColumn } from "./vector.ts";

/** Puts a group's value at each step into `values`; `counts` says how many columns have one there. */
type Reducer = (columns: readonly Column[], values: Float64Array, counts: Uint32Array) => void;

const reducers: Readonly<Record<string, Reducer>> = {
  sum,
  avg: average,
  count: (_columns, values, counts) => values.set(counts),
  group: (_columns, values) => values.fill(1),
  min: (columns, values) => extreme(columns, values, (value, best) => value < best),
  max: (columns, values) => extreme(columns, values, (value, best) => value > best),
  stdvar: (columns, values) => variance(columns, values, (square) => square),
  stddev: (columns, values) => variance(columns, values, Math.sqrt),
};

/** `parameter` is what stands before the vector: a number a step, a text, or null. */
export function aggregate(
  node: Aggregation,
  columns: readonly Column[],
  parameter: Float64Array | string | null,
  evaluation: Evaluation,
): readonly Column[] {
  const groups = groupColumns(columns, node);
  const reduce = reducers[node.operator];
  if (reduce) return groups.map((group) => reduceGroup(group, evaluation, reduce));
  const numbers = parameter instanceof Float64Array ? parameter : new Float64Array(0);
  const span = node.parameter?.span ?? node.span;
  switch (node.operator) {
    case "topk":
      return groups.flatMap((group) => selectExtremes(group, checkedCounts(numbers), "largest", evaluation));
    case "bottomk":
      return groups.flatMap((group) => selectExtremes(group, checkedCounts(numbers), "smallest", evaluation));
    case "limitk":
      return groups.flatMap((group) => limitCount(group, checkedCounts(numbers)));
    case "limit_ratio":
      return limitRatio(columns, numbers, evaluation, span);
    case "quantile":
      warnAboutQuantiles(numbers, evaluation.query.annotations, span);
      return groups.map((group) =>
        reduceGroup(group, evaluation, (own, values, counts) => quantiles(own, values, counts, numbers)),
      );
    case "count_values":
      return countValues(columns, typeof parameter === "string" ? parameter : "", node, evaluation);
    default:
      throw new Error(`Unknown aggregation ${node.operator}`);
  }
}

function reduceGroup({ labels, dropName, columns }: Group, evaluation: Evaluation, reduce: Reducer): Column {
  const column = newColumn(labels, dropName, evaluation.steps.count);
  const counts = new Uint32Array(evaluation.steps.count);
  for (const { present } of columns)
    for (let i = 0; i < counts.length; i++) counts[i] = (counts[i] ?? 0) + (present[i] ?? 0);
  for (let i = 0; i < counts.length; i++) column.present[i] = counts[i] === 0 ? 0 : 1;
  touch(evaluation.query, counts.length);
  reduce(columns, column.values, counts);
  return column;
}

function sum(columns: readonly Column[], sums: Float64Array): void {
  const lost = new Float64Array(sums.length);
  for (const { values, present } of columns) {
    for (let i = 0; i < sums.length; i++) if (present[i] === 1) addCompensated(sums, lost, i, values[i] ?? 0);
  }
  for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] ?? 0) + (lost[i] ?? 0);
}

function average(columns: readonly Column[], values: Float64Array, counts: Uint32Array): void {
  sum(columns, values);
  for (let i = 0; i < values.length; i++) {
    const total = values[i] ?? 0;
    values[i] = Number.isFinite(total) ? total / (counts[i] ?? 0) : meanAt(columns, i);
  }
}

/** Tells an infinite value from a sum that overflows. */
function meanAt(columns: readonly Column[], step: number): number {
  const values = valuesAt(columns, step);
  return meanOf(values, 0, values.length);
}

function extreme(
  columns: readonly Column[],
  values: Float64Array,
  isBetter: (value: number, best: number) => boolean,
): void {
  values.fill(Number.NaN);
  for (const column of columns) {
    for (let i = 0; i < values.length; i++) {
      if (column.present[i] === 0) continue;
      const value = column.values[i] ?? 0;
      const best = values[i] ?? 0;
      if (isBetter(value, best) || Number.isNaN(best)) values[i] = value;
    }
  }
}

function variance(columns: readonly Column[], values: Float64Array, finish: (variance: number) => number): void {
  const running = new RunningVariance(values.length);
  for (const column of columns) {
    for (let i = 0; i < values.length; i++) if (column.present[i] === 1) running.add(i, column.values[i] ?? 0);
  }
  for (let i = 0; i < values.length; i++) values[i] = finish(running.variance(i));
}

function quantiles(columns: readonly Column[], values: Float64Array, counts: Uint32Array, phis: Float64Array): void {
  for (let i = 0; i < values.length; i++) {
    if (counts[i] !== 0) values[i] = quantileOf(phis[i] ?? Number.NaN, valuesAt(columns, i));
  }
}

function valuesAt(columns: readonly Column[], step: number): Float64Array {
  const values = new Float64Array(columns.length);
  let count = 0;
  for (const column of columns) if (column.present[step] === 1) values[count++] = column.values[step] ?? 0;
  return values.subarray(0, count);
}

/** How many series to keep at each step, rounded down. */
function checkedCounts(counts: Float64Array): Float64Array {
  if (Math.max(...counts) < 1) return new Float64Array(counts.length);
  for (const count of counts) {
    if (Number.isNaN(count)) throw new MidwatchError("BAD_QUERY", "Parameter value is NaN");
    if (Math.abs(count) < 2 ** 63) continue;
    const what = count > 0 ? "overflows" : "underflows";
    throw new MidwatchError("BAD_QUERY", `Scalar value ${shortNumber(count)} ${what} int64`);
  }
  return counts.map((count) => Math.max(0, Math.trunc(count)));
}
