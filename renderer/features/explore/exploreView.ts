import { type TimeRangeId, type TimeWindow, timeRanges } from "../../state/timeRange.ts";

/** How the answers are shown. */
const exploreKinds = ["line", "bar", "heatmap", "stat", "table"] as const;
export type ExploreKind = (typeof exploreKinds)[number];

export interface ExploreQuery {
  /** `A` to `H`: names the query on screen and in the address. */
  readonly id: string;
  readonly expr: string;
  /** Asked, but not drawn. */
  readonly hidden: boolean;
}

/** Everything the address says: opening the same address shows the same view. */
export interface ExploreView {
  /** `local`, or the workspace's name of a server. */
  readonly source: string;
  readonly kind: ExploreKind;
  readonly queries: readonly ExploreQuery[];
  /** Null follows the time range of the top bar. */
  readonly window: TimeWindow | null;
  /** The time range that a link brings along; null leaves that of the top bar. */
  readonly range: TimeRangeId | null;
}

export const mostQueries = 8;
const mostCharacters = 10_000;

export const emptyView: ExploreView = {
  source: "local",
  kind: "line",
  queries: [{ id: "A", expr: "", hidden: false }],
  window: null,
  range: null,
};

/** `source=local&kind=line&q=up&h=A&from=1795565662123&to=...` or `...&range=1h`; what is unknown or broken takes its default. */
export function parseExploreView(search: string): ExploreView {
  const params = new URLSearchParams(search);
  const hidden = params.getAll("h");
  const fromMs = Number(params.get("from") ?? Number.NaN);
  const toMs = Number(params.get("to") ?? Number.NaN);
  const queries = params
    .getAll("q")
    .slice(0, mostQueries)
    .map((expr, index) => ({
      id: queryId(index),
      expr: expr.slice(0, mostCharacters),
      hidden: hidden.includes(queryId(index)),
    }));
  return {
    source: params.get("source") || emptyView.source,
    kind: exploreKinds.find((kind) => kind === params.get("kind")) ?? emptyView.kind,
    queries: queries.length > 0 ? queries : emptyView.queries,
    window: Number.isFinite(fromMs) && toMs > fromMs ? { fromMs, toMs } : null,
    range: timeRanges.find(({ id }) => id === params.get("range"))?.id ?? null,
  };
}

export function formatExploreView({ source, kind, queries, window, range }: ExploreView): string {
  const params = new URLSearchParams();
  if (source !== emptyView.source) params.set("source", source);
  if (kind !== emptyView.kind) params.set("kind", kind);
  for (const { expr } of queries) params.append("q", expr);
  for (const { id, hidden } of queries) if (hidden) params.append("h", id);
  if (window) {
    params.set("from", String(Math.round(window.fromMs)));
    params.set("to", String(Math.round(window.toMs)));
  } else if (range) params.set("range", range);
  return params.toString();
}

export function addQuery(view: ExploreView): ExploreView {
  if (view.queries.length >= mostQueries) return view;
  return { ...view, queries: [...view.queries, { id: queryId(view.queries.length), expr: "", hidden: false }] };
}

/** The others move up and take its letter; the last one is emptied instead. */
export function removeQuery(view: ExploreView, id: string): ExploreView {
  const rest = view.queries.filter((query) => query.id !== id);
  const queries = rest.length > 0 ? rest : [{ id: "A", expr: "", hidden: false }];
  return { ...view, queries: queries.map((query, index) => ({ ...query, id: queryId(index) })) };
}

export function changeQuery(view: ExploreView, id: string, change: Partial<Omit<ExploreQuery, "id">>): ExploreView {
  return { ...view, queries: view.queries.map((query) => (query.id === id ? { ...query, ...change } : query)) };
}

function queryId(index: number): string {
  return String.fromCharCode("A".charCodeAt(0) + index);
}
