import type { DashboardPanel } from "../../../shared/domain/dashboards/model.ts";
import type { PanelQuery } from "../../../shared/domain/dashboards/panelQueries.ts";

const mostQueries = 8;

/** The address of Explore for what a panel asks, with its values filled in: one source, the one of its first query. */
export function exploreQuery(kind: DashboardPanel["kind"], queries: readonly PanelQuery[]): string {
  const source = queries[0]?.source ?? "local";
  const params = new URLSearchParams();
  if (source !== "local") params.set("source", source);
  if (kind === "heatmap" || kind === "table" || kind === "stat") params.set("kind", kind);
  for (const { expr } of queries.filter((query) => query.source === source).slice(0, mostQueries))
    params.append("q", expr);
  return params.toString();
}
