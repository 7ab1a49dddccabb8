import type { Route } from "./navigation.ts";

const mostQueries = 8;

/** Explore with queries, asked of their source. */
export function exploreLink(source: string, queries: readonly { readonly expr: string }[]): Route {
  const params = new URLSearchParams();
  if (source !== "local") params.set("source", source);
  for (const { expr } of queries.slice(0, mostQueries)) params.append("q", expr);
  return { page: "explore", query: params.toString() };
}
