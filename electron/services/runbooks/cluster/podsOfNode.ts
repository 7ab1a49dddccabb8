import { z } from "zod";
import type { CancelSignal } from "../../../../shared/base/cancel.ts";
import type { ObjectRef } from "../../../../shared/domain/kubernetes/objectRef.ts";
import type { KubernetesApi } from "../../kubernetes/types.ts";

const pods = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        namespace: z.string(),
        annotations: z.record(z.string(), z.string()).default({}),
        ownerReferences: z.array(z.object({ kind: z.string() })).default([]),
      }),
      status: z.object({ phase: z.string().default("") }).prefault({}),
    }),
  ),
});

/** Those that a drain moves: not those of daemon sets, which come back at once, nor the node's own, nor what is over. */
export async function podsToEvict(
  api: KubernetesApi,
  node: string,
  signal: CancelSignal,
): Promise<readonly ObjectRef[]> {
  const query = { fieldSelector: `spec.nodeName=${node}` };
  const { items } = pods.parse(await api.get({ path: "/api/v1/pods", query, signal }));
  return items
    .filter(({ metadata, status }) => {
      const stays = metadata.ownerReferences.some(({ kind }) => kind === "DaemonSet");
      const isMirror = "kubernetes.io/config.mirror" in metadata.annotations;
      return !stays && !isMirror && status.phase !== "Succeeded" && status.phase !== "Failed";
    })
    .map(({ metadata: { name, namespace } }) => ({ kind: "Pod", namespace, name }));
}

/** Rejects with LIMIT, naming the budget, where a disruption budget stands against it. */
export async function evict(
  api: KubernetesApi,
  { namespace, name }: ObjectRef,
  options: { readonly dryRun?: boolean; readonly signal: CancelSignal },
): Promise<void> {
  await api.change({
    method: "POST",
    path: `/api/v1/namespaces/${namespace}/pods/${name}/eviction`,
    body: { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } },
    ...options,
  });
}
