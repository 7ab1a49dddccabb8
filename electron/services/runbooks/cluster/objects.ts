import { z } from "zod";
import type { CancelSignal } from "../../../../shared/base/cancel.ts";
import { MidwatchError } from "../../../../shared/base/errors.ts";
import { readAutoscaler } from "../../../../shared/domain/kubernetes/autoscaler.ts";
import type { ClusterAction } from "../../../../shared/domain/kubernetes/clusterAction.ts";
import { mergePatchOf } from "../../../../shared/domain/kubernetes/mergePatch.ts";
import { type ObjectRef, objectPath, objectText } from "../../../../shared/domain/kubernetes/objectRef.ts";
import type { KubernetesApi } from "../../kubernetes/types.ts";

const object = z.looseObject({
  metadata: z.looseObject({ name: z.string(), uid: z.string(), resourceVersion: z.string() }),
  spec: z.looseObject({}).default({}),
});
export type ClusterObject = z.output<typeof object>;

const list = z.object({ items: z.array(z.looseObject({})) });
const replicaSet = z.object({
  metadata: z.object({
    annotations: z.record(z.string(), z.string()).default({}),
    ownerReferences: z.array(z.object({ uid: z.string() })).default([]),
  }),
  spec: z.object({
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()).default({}) }).prefault({}),
    }),
  }),
});
const revisionKey = "deployment.kubernetes.io/revision";

export async function readObject(api: KubernetesApi, ref: ObjectRef, signal: CancelSignal): Promise<ClusterObject> {
  const read = object.safeParse(await api.get({ path: objectPath(ref), signal }));
  if (read.success) return read.data;
  throw new MidwatchError("REMOTE_FAILED", `The cluster does not tell ${objectText(ref)} as an object`);
}

/**
 * The merge patch of an action, as the object stands. Its version goes along: an object that somebody changed in between is
 * not changed. Rejects with CONFLICT where the action makes no sense, with the reason.
 */
export async function patchOf(
  api: KubernetesApi,
  action: ClusterAction,
  before: ClusterObject,
  { nowMs, signal }: { readonly nowMs: number; readonly signal: CancelSignal },
): Promise<Readonly<Record<string, unknown>>> {
  switch (action.verb) {
    case "restart": {
      refusePaused(action, before);
      const restartedAt = new Date(nowMs).toISOString().replace(/\.\d+Z$/, "Z");
      return {
        spec: { template: { metadata: { annotations: { "kubectl.kubernetes.io/restartedAt": restartedAt } } } },
      };
    }
    case "scale":
      await refuseOwned(api, action.object, signal);
      return { spec: { replicas: action.replicas } };
    case "autoscale":
      refuseScaledObject(action.object, before);
      return { spec: { minReplicas: action.min, maxReplicas: action.max } };
    case "rollback":
      refusePaused(action, before);
      return { spec: { template: await earlierTemplate(api, action, before, signal) } };
    case "patch":
      return action.patch;
    case "cordon":
    case "drain":
      return { spec: { unschedulable: true } };
    case "uncordon":
      return { spec: { unschedulable: false } };
    case "deletePod":
      return {};
  }
}

function refusePaused({ object: ref, verb }: ClusterAction, { spec }: ClusterObject): void {
  if (spec.paused !== true) return;
  throw new MidwatchError(
    "CONFLICT",
    `${objectText(ref)} is paused, so a ${verb} would wait for ever: resume it first`,
  );
}

/** An autoscaler would take a number of replicas back within seconds. */
async function refuseOwned(api: KubernetesApi, ref: ObjectRef, signal: CancelSignal): Promise<void> {
  const path = `/apis/autoscaling/v2/namespaces/${ref.namespace}/horizontalpodautoscalers`;
  const { items } = list.parse(await api.get({ path, signal }));
  for (const item of items) {
    const owner = readAutoscaler(item);
    if (owner === null || owner.target.kind !== ref.kind || owner.target.name !== ref.name) continue;
    const instead =
      owner.scaledObject === null
        ? `change the limits of hpa/${owner.name} instead`
        : `change the ScaledObject ${owner.scaledObject} of KEDA instead`;
    throw new MidwatchError(
      "CONFLICT",
      `${objectText(ref)} belongs to the autoscaler ${owner.name}, which keeps it between ${owner.min} and ${owner.max} replicas and would undo this: ${instead}`,
    );
  }
}

/** KEDA writes the limits of its autoscalers anew from their ScaledObject. */
function refuseScaledObject(ref: ObjectRef, object: ClusterObject): void {
  const owner = readAutoscaler(object)?.scaledObject ?? null;
  if (owner === null) return;
  throw new MidwatchError(
    "CONFLICT",
    `${objectText(ref)} belongs to the ScaledObject ${owner} of KEDA, which would undo this: change minReplicaCount and maxReplicaCount there`,
  );
}

/** Which of its revisions a deployment is at; null where its controller has not said so. */
export function revisionOf({ metadata }: ClusterObject): number | null {
  const { annotations } = metadata as { readonly annotations?: Readonly<Record<string, string>> };
  const revision = Number(annotations?.[revisionKey]);
  return Number.isInteger(revision) ? revision : null;
}

/** As a patch of the template that the deployment has now; the hash is the replica set's own. */
async function earlierTemplate(
  api: KubernetesApi,
  { object: ref, revision: wanted }: Extract<ClusterAction, { readonly verb: "rollback" }>,
  deployment: ClusterObject,
  signal: CancelSignal,
): Promise<unknown> {
  const { items } = list.parse(
    await api.get({ path: `/apis/apps/v1/namespaces/${ref.namespace}/replicasets`, signal }),
  );
  const own = items
    .flatMap((item) => {
      const read = replicaSet.safeParse(item);
      return read.success && read.data.metadata.ownerReferences.some(({ uid }) => uid === deployment.metadata.uid)
        ? [read.data]
        : [];
    })
    .map((set) => ({ set, revision: Number(set.metadata.annotations[revisionKey] ?? 0) }))
    .sort((a, b) => b.revision - a.revision);
  const earlier = wanted === null ? own[1] : own.find(({ revision }) => revision === wanted);
  if (!earlier) {
    const which = wanted === null ? "revision before this one" : `revision ${wanted} any more`;
    throw new MidwatchError("CONFLICT", `${objectText(ref)} has no ${which} to go back to`);
  }
  const { template } = earlier.set.spec;
  const { "pod-template-hash": _hash, ...labels } = template.metadata.labels;
  return mergePatchOf(deployment.spec.template, { ...template, metadata: { ...template.metadata, labels } });
}
