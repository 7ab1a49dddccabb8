import { evenTimes } from "../../../base/evenTimes.ts";
import type { Expr, RangeSelector, Subquery } from "../ast.ts";
import { checkCells, type Evaluation, lookupTimes, type Steps, touch } from "./context.ts";
import type { LabelSet } from "./labelSet.ts";
import type { SeriesSamples } from "./samples.ts";
import { type Column, mergeEqual } from "./vector.ts";
import { WindowFinder, type Windows } from "./windows.ts";

/** One series of a range vector: its samples, staleness marks left out, and the window of each step. */
export interface RangeSeries {
  readonly labels: LabelSet;
  readonly dropName: boolean;
  readonly values: Float64Array;
  readonly windows: Windows;
}

export interface RangeVector {
  readonly rangeMs: number;
  /** When the window of each step ends. */
  readonly lookups: Steps;
  /** To be gone through once; a series' values hold until the next one is asked for. */
  readonly series: Iterable<RangeSeries>;
}

/** `columnsOf` evaluates what a subquery is of. */
export type ColumnsOf = (expr: Expr, evaluation: Evaluation) => readonly Column[];

export function rangeVector(expr: RangeSelector | Subquery, evaluation: Evaluation, columnsOf: ColumnsOf): RangeVector {
  const shift = expr.kind === "range" ? expr.selector : expr;
  const finder = new WindowFinder(lookupTimes(evaluation, shift), expr.rangeMs);
  const { lookups, rangeMs } = finder;
  const series =
    expr.kind === "range"
      ? selectedSeries(expr, evaluation, finder)
      : subquerySeries(expr, evaluation, finder, columnsOf);
  return { rangeMs, lookups, series };
}

function* selectedSeries({ selector }: RangeSelector, { query }: Evaluation, finder: WindowFinder) {
  for (const found of query.source.select(selector.matchers, finder.startMs, finder.endMs)) {
    touch(query, found.timesMs.length);
    const { labels, timesMs, values } = withoutMarks(found);
    yield { labels, dropName: false, values, windows: finder.of(timesMs) };
  }
}

function withoutMarks(series: SeriesSamples): SeriesSamples {
  const { stale } = series;
  if (stale === null) return series;
  const isValue = (_: number, i: number) => stale[i] === 0;
  return { ...series, timesMs: series.timesMs.filter(isValue), values: series.values.filter(isValue), stale: null };
}

/** The inner expression is evaluated at whole multiples of its step, whenever the outer one is. */
function* subquerySeries(
  { expr, stepMs, span }: Subquery,
  { query }: Evaluation,
  finder: WindowFinder,
  columnsOf: ColumnsOf,
) {
  const steps = alignedSteps(finder, stepMs ?? query.defaultStepMs);
  if (steps.count === 0) return;
  checkCells({ query, steps }, 1, span);
  const timesMs = evenTimes(steps.startMs, steps.stepMs, steps.count);
  for (const column of mergeEqual(columnsOf(expr, { query, steps }))) {
    touch(query, steps.count);
    yield { ...presentOnly(column, timesMs, finder), labels: column.labels, dropName: column.dropName };
  }
}

function presentOnly({ values, present }: Column, timesMs: Float64Array, finder: WindowFinder) {
  if (!present.includes(0)) return { values, windows: finder.of(timesMs) };
  const isPresent = (_: number, i: number) => present[i] === 1;
  return { values: values.filter(isPresent), windows: finder.of(timesMs.filter(isPresent)) };
}

function alignedSteps(finder: WindowFinder, stepMs: number): Steps {
  const first = Math.floor(finder.startMs / stepMs) + 1;
  const last = Math.floor(finder.endMs / stepMs);
  return { startMs: first * stepMs, stepMs, count: Math.max(0, last - first + 1) };
}
