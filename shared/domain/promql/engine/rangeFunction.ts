import type { CallArguments } from "./callArguments.ts";
import { checkCells, touch } from "./context.ts";
import type { RangeSeries, RangeVector } from "./rangeVector.ts";
import { type Column, isEmpty, newColumn } from "./vector.ts";

/** The value of one window: samples `from` to `to` (exclusive), at `step`. */
export type WindowReducer = (
  timesMs: Float64Array,
  values: Float64Array,
  from: number,
  to: number,
  step: number,
) => number;

/** Fills one series' column. */
export type ColumnFiller = (series: RangeSeries, column: Column) => void;

/** A column a series of a range vector, those that stay empty left out. */
export function mapRange(
  { call, evaluation }: CallArguments,
  range: RangeVector,
  fill: ColumnFiller,
  keepName = false,
): readonly Column[] {
  const columns: Column[] = [];
  for (const series of range.series) {
    touch(evaluation.query, evaluation.steps.count);
    const column = newColumn(series.labels, keepName ? series.dropName : true, evaluation.steps.count);
    fill(series, column);
    if (isEmpty(column)) continue;
    columns.push(column);
    checkCells(evaluation, columns.length, call.span);
  }
  return columns;
}

/** Reduces each window that has enough samples to one value. */
export function reduceWindows(reduce: WindowReducer, minSamples = 1): ColumnFiller {
  return ({ values, windows: { timesMs, from, to } }, column) => {
    for (let step = 0; step < column.values.length; step++) {
      const first = from[step] ?? 0;
      const end = to[step] ?? 0;
      if (end - first < minSamples) continue;
      column.values[step] = reduce(timesMs, values, first, end, step);
      column.present[step] = 1;
    }
  };
}
