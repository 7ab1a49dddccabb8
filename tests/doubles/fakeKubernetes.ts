import type { kubernetesArea } from "../../shared/contract/areas/kubernetes.ts";
import type { Handlers } from "../../shared/contract/server.ts";

type Follow = <T>(read: () => T, signal: AbortSignal) => AsyncGenerator<T, void>;

/** A console without clusters. */
export function fakeKubernetes(follow: Follow): Handlers<typeof kubernetesArea> {
  const rows = (_params: unknown, { signal }: { readonly signal: AbortSignal }) =>
    follow(() => ({ state: { kind: "live" as const }, first: true, complete: true, changed: [], gone: [] }), signal);
  return {
    "kubernetes.clusters": (_params, { signal }) => follow(() => ({ clusters: [] }), signal),
    "kubernetes.retry": async () => ({}),
    "kubernetes.namespaces": async () => ({ namespaces: [] }),
    "kubernetes.workloads": rows,
    "kubernetes.pods": rows,
    "kubernetes.nodeOf": async () => ({ node: null }),
    "kubernetes.servicesOf": async () => ({ services: [] }),
    "kubernetes.nodes": rows,
    "kubernetes.autoscalers": rows,
    "kubernetes.autoscalerDoctor": async () => ({ links: [] }),
    "kubernetes.monitors": rows,
    "kubernetes.monitorDoctor": async () => ({ links: [], manifest: null }),
    "kubernetes.events": rows,
  };
}
