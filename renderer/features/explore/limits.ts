import { formatValue, type Unit } from "../../../shared/domain/format/units.ts";
import type { Threshold } from "../../charts/overlays.ts";
import type { ExploreSeries } from "./exploreSeries.ts";
import type { ExploreQuery } from "./exploreView.ts";

/** `4`, `vector(0.5 * 2)`: a figure that is compared with, not one that was measured. */
const constant = /^(?:vector\s*\()?[-+.(\s]*\d[\d.e_+\-*/()\s]*$/i;

/** The queries that are constants beside others that are not: limits on the chart of those. */
export function limitQueries(queries: readonly ExploreQuery[]): ReadonlySet<string> {
  const asked = queries.filter(({ expr, hidden }) => !hidden && expr.trim() !== "");
  const limits = asked.filter(({ expr }) => constant.test(expr.trim()));
  return new Set(limits.length < asked.length ? limits.map(({ id }) => id) : []);
}

export function limitLines(limits: readonly ExploreSeries[], unit: Unit): readonly Threshold[] {
  return limits
    .filter(({ last }) => Number.isFinite(last))
    .map(({ queryId, last }) => ({ value: last, label: `${queryId} ${formatValue(last, unit)}`, severity: "warning" }));
}
