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
}

export const mostQueries = 8;
const mostCharacters = 10_000;

export const emptyView: ExploreView = {
  source: "local",
  kind: "line",
  queries: [{ id: "A", expr: "", hidden: false }],
};

/** `source=local&kind=line&q=up&h=0` and so on; what is unknown or broken takes its default. */
export function parseExploreView(search: string): ExploreView {
  const params = new URLSearchParams(search);
  const hidden = params.getAll("h");
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
  };
}

export function formatExploreView({ source, kind, queries }: ExploreView): string {
  const params = new URLSearchParams();
  if (source !== emptyView.source) params.set("source", source);
  if (kind !== emptyView.kind) params.set("kind", kind);
  for (const { expr } of queries) params.append("q", expr);
  for (const { id, hidden } of queries) if (hidden) params.append("h", id);
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
