import type { Route } from "./navigation.ts";

/** The Workloads screen with one pod in hand. */
export function podLink(
  cluster: string,
  { namespace, id }: { readonly namespace: string; readonly id: string },
): Route {
  const query = new URLSearchParams({ cluster, namespace, tab: "pods", row: id });
  return { page: "workloads", query: query.toString() };
}
