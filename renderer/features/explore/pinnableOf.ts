import type { Unit } from "../../../shared/domain/format/units.ts";
import type { Pinnable } from "../../app/incidents/pinTo.ts";
import { pinOf } from "../../charts/pinOf.ts";
import { drawnSeries, type Picked } from "./drawnSeries.ts";
import { currentSeries } from "./earlier.ts";
import type { ExploreView } from "./exploreView.ts";
import { limitLines } from "./limits.ts";
import type { Answers } from "./useAnswers.ts";

const mostValues = 100;
const mostTitle = 200;

/**
 * What Explore shows of the queries that are asked now, to be kept: lines and bars as a chart, all else as the newest
 * values. Null while none of them has an answer.
 */
export function pinnableOf(
  { kind, queries, source }: ExploreView,
  answers: Answers,
  {
    limits,
    picked,
    slots,
    unit,
    rangeMs,
  }: {
    readonly limits: ReadonlySet<string>;
    readonly picked: Picked;
    readonly slots: ReadonlyMap<string, number>;
    readonly unit: Unit;
    readonly rangeMs: number;
  },
): Pinnable | null {
  const { view, toMs, earlier } = answers;
  const current = new Set(currentSeries(answers));
  const exprs = queries.flatMap(({ id, expr, hidden }) =>
    expr.trim() === "" || hidden || earlier.has(id) ? [] : [expr],
  );
  if (current.size === 0 || answers.tookMs === null || toMs === null || exprs.length === 0) return null;
  const measured = answers.series.filter(({ queryId }) => !limits.has(queryId));
  if (kind !== "line" && kind !== "bar") {
    const values = measured
      .filter((each) => current.has(each))
      .slice(0, mostValues)
      .map(({ label, last }) => ({ label, value: Number.isFinite(last) ? last : null }));
    return { query: { kind: "query", source, exprs, atMs: toMs, unit, values } };
  }
  const drawn = drawnSeries(measured, picked).filter((each) => current.has(each));
  if (drawn.length === 0) return null;
  const thresholds = limitLines(
    answers.series.filter(({ queryId }) => limits.has(queryId)),
    unit,
  );
  return pinOf(
    {
      lines: drawn.map(({ key, label }) => ({ key, label, slot: slots.get(key) ?? 1 })),
      view: { timesMs: view.timesMs, values: drawn.map(({ column }) => view.values[column] ?? view.timesMs) },
      window: { fromMs: toMs - rangeMs, toMs },
      thresholds,
    },
    { title: (exprs[0] ?? "").replaceAll(/\s+/g, " ").slice(0, mostTitle), unit, whole: false, source, exprs },
  );
}
