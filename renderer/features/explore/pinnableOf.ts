import type { Unit } from "../../../shared/domain/format/units.ts";
import type { Pinnable } from "../../app/incidents/pinTo.ts";
import { pinOf } from "../../charts/pinOf.ts";
import { drawnSeries, type Picked } from "./drawnSeries.ts";
import type { ExploreView } from "./exploreView.ts";
import { limitLines } from "./limits.ts";
import type { Answers } from "./useAnswers.ts";

const mostValues = 100;
const mostTitle = 200;

/** What Explore shows, to be kept: lines and bars as a chart, all else as the newest values. Null before the first answer. */
export function pinnableOf(
  { kind, queries, source }: ExploreView,
  { series, view, toMs }: Answers,
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
  const exprs = queries.flatMap(({ expr, hidden }) => (expr.trim() === "" || hidden ? [] : [expr]));
  if (series.length === 0 || toMs === null || exprs.length === 0) return null;
  const measured = series.filter(({ queryId }) => !limits.has(queryId));
  if (kind !== "line" && kind !== "bar") {
    const values = measured.slice(0, mostValues).map(({ label, last }) => ({
      label,
      value: Number.isFinite(last) ? last : null,
    }));
    return { query: { kind: "query", source, exprs, atMs: toMs, unit, values } };
  }
  const drawn = drawnSeries(measured, picked);
  const thresholds = limitLines(
    series.filter(({ queryId }) => limits.has(queryId)),
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
