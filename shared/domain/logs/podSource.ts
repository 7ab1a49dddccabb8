/**
 * Pods as a source of logs, by a name that an address can hold: `pod:CLUSTER/NAMESPACE/NAME`, or `pods:CLUSTER/NAMESPACE/SELECTOR`
 * for those of a workload.
 */
export interface PodSource {
  readonly cluster: string;
  readonly namespace: string;
  readonly pods: { readonly name: string } | { readonly selector: string };
}

export function formatPodSource({ cluster, namespace, pods }: PodSource): string {
  return "name" in pods ? `pod:${cluster}/${namespace}/${pods.name}` : `pods:${cluster}/${namespace}/${pods.selector}`;
}

/** Null for a name of another source. */
export function parsePodSource(text: string): PodSource | null {
  const [, kind, cluster = "", namespace = "", rest = ""] = /^(pods?):([^/]+)\/([a-z0-9-]+)\/(.+)$/.exec(text) ?? [];
  if (kind === undefined) return null;
  return { cluster, namespace, pods: kind === "pod" ? { name: rest } : { selector: rest } };
}

/** For people: `pod web-1`, `pods app=web`. */
export function podSourceText({ pods }: PodSource): string {
  return "name" in pods ? `pod ${pods.name}` : `pods ${pods.selector}`;
}
