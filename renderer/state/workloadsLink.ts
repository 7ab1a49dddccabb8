import type { Route } from "./navigation.ts";

/** The Workloads screen with one pod in hand. */
export function podLink(
  cluster: string,
  { namespace, id }: { readonly namespace: string; readonly id: string },
): Route {
  const query = new URLSearchParams({ cluster, namespace, tab: "pods", row: id });
  return { page: "workloads", query: query.toString() };
}

const tabOf: Readonly<Record<string, string>> = { Pod: "pods", HorizontalPodAutoscaler: "autoscalers" };

/** The Workloads screen with what has the name of an object. */
export function objectLink({
  cluster,
  namespace,
  kind,
  name,
}: {
  readonly cluster: string;
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}): Route {
  const query = new URLSearchParams({ cluster, namespace, tab: tabOf[kind] ?? "workloads", q: name });
  return { page: "workloads", query: query.toString() };
}
