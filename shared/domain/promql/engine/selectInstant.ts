import type { VectorSelector } from "../ast.ts";
import { checkCells, type Evaluation, lookbackMs, lookupTimes, touch } from "./context.ts";
import { LabelSet } from "./labelSet.ts";
import type { SeriesSamples } from "./samples.ts";
import { type Column, newColumn } from "./vector.ts";
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
  const dropName = take === "time";
  /** Shared by the columns that have a value at each. */
  const everyStep = new Uint8Array(steps.count).fill(1);
  const which = finder.endMs - finder.startMs === lookbackMs ? "newest" : "all";
  for (const series of query.source.select(selector.matchers, finder.startMs, finder.endMs, which)) {
    touch(query, series.timesMs.length + steps.count);
    const windows = finder.of(series.timesMs);
    const there = countThere(series, windows);
    if (there === 0) continue;
    const { labels } = series;
    const column =
      there === steps.count
        ? { labels, dropName, values: new Float64Array(steps.count), present: everyStep }
        : newColumn(labels, dropName, steps.count);
    fillNewest(column, series, windows, take === "time" ? series.timesMs : series.values);
    if (take === "time") toSeconds(column.values);
    columns.push(column);
    checkCells(evaluation, columns.length, selector.span);
  }
  return columns.sort((a, b) => LabelSet.compare(a.labels, b.labels));
}

/** The index of the newest sample in the window of a step; -1 where there is none, or it is a staleness mark. */
function newestAt({ stale }: SeriesSamples, { from, to }: Windows, step: number): number {
  const newest = (to[step] ?? 0) - 1;
  return newest < (from[step] ?? 0) || stale?.[newest] === 1 ? -1 : newest;
}

function countThere(series: SeriesSamples, windows: Windows): number {
  let count = 0;
  for (let step = 0; step < windows.to.length; step++) if (newestAt(series, windows, step) !== -1) count++;
  return count;
}

function fillNewest({ values, present }: Column, series: SeriesSamples, windows: Windows, of: Float64Array): void {
  for (let step = 0; step < values.length; step++) {
    const newest = newestAt(series, windows, step);
    if (newest === -1) continue;
    values[step] = of[newest] ?? 0;
    present[step] = 1;
  }
}

function toSeconds(values: Float64Array): void {
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) / 1000;
}
