/**
 * Pods as a source of logs, by a name that an address can hold: `pod:CLUSTER/NAMESPACE/NAME`, `pods:CLUSTER/NAMESPACE/SELECTOR`, or
 * `workload:CLUSTER/NAMESPACE/KIND/NAME` for those that it has when they are read.
 */
export interface PodSource {
  readonly cluster: string;
  readonly namespace: string;
  readonly pods: { readonly name: string } | { readonly selector: string } | { readonly workload: string };
}

/** A workload as a workspace names it: `prod-eu/serving/deployment/chat`. */
export const workloadForm = /^[^\s/]+\/[a-z0-9-]+\/(deployment|statefulset|daemonset)\/[a-z0-9][a-z0-9.-]*$/;

export function workloadAt(path: string) {
  const [cluster = "", namespace = "", kind = "", name = ""] = path.split("/");
  return { cluster, namespace, kind, name };
}

export function formatPodSource({ cluster, namespace, pods }: PodSource): string {
  if ("workload" in pods) return `workload:${cluster}/${namespace}/${pods.workload}`;
  return "name" in pods ? `pod:${cluster}/${namespace}/${pods.name}` : `pods:${cluster}/${namespace}/${pods.selector}`;
}

/** The sources of workloads as a workspace names them. */
export function workloadSources(paths: readonly string[]): readonly string[] {
  return paths.map((path) => `workload:${path}`);
}

/** Null for a name of another source. */
export function parsePodSource(text: string): PodSource | null {
  const [, kind, path = "", cluster = "", namespace = "", rest = ""] =
    /^(pods?|workload):(([^/]+)\/([a-z0-9-]+)\/(.+))$/.exec(text) ?? [];
  if (kind === undefined) return null;
  if (kind === "workload") {
    return workloadForm.test(path) ? { cluster, namespace, pods: { workload: rest } } : null;
  }
  return { cluster, namespace, pods: kind === "pod" ? { name: rest } : { selector: rest } };
}

/** For people: `pod web-1`, `pods app=web`, `deployment/web`. */
export function podSourceText({ pods }: PodSource): string {
  if ("workload" in pods) return pods.workload;
  return "name" in pods ? `pod ${pods.name}` : `pods ${pods.selector}`;
}
