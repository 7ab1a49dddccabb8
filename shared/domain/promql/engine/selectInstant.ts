import type { VectorSelector } from "../ast.ts";
import { checkCells, type Evaluation, lookbackMs, lookupTimes, touch } from "./context.ts";
import { LabelSet } from "./labelSet.ts";
import type { SeriesSamples } from "./samples.ts";
import { type Column, isEmpty, newColumn } from "./vector.ts";
import { WindowFinder, type Windows } from "./windows.ts";

/**
 * An instant selector: at each step the newest sample of the lookback window, nothing when that one is a staleness
 * mark. `valueOf` says what is taken of it: the value, or its time.
 */
export function selectInstant(
  selector: VectorSelector,
  evaluation: Evaluation,
  take: "value" | "time" = "value",
): readonly Column[] {
  const { query, steps } = evaluation;
  const finder = new WindowFinder(lookupTimes(evaluation, selector), lookbackMs);
  const columns: Column[] = [];
  const which = finder.endMs - finder.startMs === lookbackMs ? "newest" : "all";
  for (const series of query.source.select(selector.matchers, finder.startMs, finder.endMs, which)) {
    touch(query, series.timesMs.length + steps.count);
    const column = newColumn(series.labels, take === "time", steps.count);
    fillNewest(column, series, finder.of(series.timesMs), take === "time" ? series.timesMs : series.values);
    if (isEmpty(column)) continue;
    if (take === "time") toSeconds(column.values);
    columns.push(column);
    checkCells(evaluation, columns.length, selector.span);
  }
  return columns.sort((a, b) => LabelSet.compare(a.labels, b.labels));
}

function fillNewest({ values, present }: Column, { stale }: SeriesSamples, { from, to }: Windows, of: Float64Array) {
  for (let step = 0; step < values.length; step++) {
    const newest = (to[step] ?? 0) - 1;
    if (newest < (from[step] ?? 0) || stale?.[newest] === 1) continue;
    values[step] = of[newest] ?? 0;
    present[step] = 1;
  }
}

function toSeconds(values: Float64Array): void {
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) / 1000;
}
