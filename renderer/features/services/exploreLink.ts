import type { Route } from "../../state/navigation.ts";

const mostQueries = 8;

/** Explore with the queries of a panel, asked of the service's source. */
export function exploreLink(source: string, queries: readonly { readonly expr: string }[]): Route {
  const params = new URLSearchParams();
  if (source !== "local") params.set("source", source);
  for (const { expr } of queries.slice(0, mostQueries)) params.append("q", expr);
  return { page: "explore", query: params.toString() };
}
