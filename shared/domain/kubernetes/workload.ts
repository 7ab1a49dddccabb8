import { z } from "zod";
import { labelSelector, selectorText } from "./selector.ts";
import { conditions, gpusOf, objectMeta, podSpec, timeMs } from "./wire.ts";

export const workloadKind = z.enum(["Deployment", "StatefulSet", "DaemonSet", "Job"]);
export type WorkloadKind = z.infer<typeof workloadKind>;

/**
 * How far what was asked for has come. `stuck`: past its deadline, while the pods before may well serve. `waiting`: asked for
 * and not seen by the controller yet.
 */
export const rolloutState = z.enum([
  "done",
  "progressing",
  "waiting",
  "paused",
  "stuck",
  "degraded",
  "failed",
  "suspended",
]);

export const workload = z.object({
  /** The object's uid. */
  id: z.string(),
  kind: workloadKind,
  namespace: z.string(),
  name: z.string(),
  createdMs: z.number().nullable(),
  /** Pods; of a job the completions. */
  desired: z.number(),
  ready: z.number(),
  updated: z.number(),
  images: z.array(z.string()),
  /** What one of its pods asks for. */
  gpusPerPod: z.number(),
  rollout: z.object({ state: rolloutState, text: z.string() }),
  /** When somebody had all of its pods made anew as they are, `kubectl rollout restart`; null for never. */
  restartedMs: z.number().nullable(),
  /** As the API takes it; null where its pods cannot be told by labels. */
  selector: z.string().nullable(),
  /** Of its pods together; null while they are not read. */
  restarts: z.number().nullable(),
});
export type Workload = Readonly<z.infer<typeof workload>>;

const wire = z.object({
  metadata: objectMeta,
  spec: z.object({
    replicas: z.number().nullish(),
    completions: z.number().nullish(),
    parallelism: z.number().nullish(),
    paused: z.boolean().nullish(),
    suspend: z.boolean().nullish(),
    selector: labelSelector,
    template: z.object({
      metadata: z.object({ annotations: z.record(z.string(), z.string()).nullish() }).nullish(),
      spec: podSpec,
    }),
  }),
  status: z
    .object({
      observedGeneration: z.number().nullish(),
      replicas: z.number().nullish(),
      readyReplicas: z.number().nullish(),
      updatedReplicas: z.number().nullish(),
      availableReplicas: z.number().nullish(),
      currentRevision: z.string().nullish(),
      updateRevision: z.string().nullish(),
      desiredNumberScheduled: z.number().nullish(),
      numberReady: z.number().nullish(),
      numberAvailable: z.number().nullish(),
      updatedNumberScheduled: z.number().nullish(),
      active: z.number().nullish(),
      succeeded: z.number().nullish(),
      failed: z.number().nullish(),
      conditions,
    })
    .nullish(),
});
type Wire = z.output<typeof wire>;

interface Counts {
  readonly desired: number;
  readonly ready: number;
  readonly updated: number;
  readonly available: number;
  /** Of any revision, those on their way out included. */
  readonly total: number;
}

/** An object as the API tells it; null for what is no workload. */
export function readWorkload(kind: WorkloadKind, object: unknown): Workload | null {
  const read = wire.safeParse(object);
  if (!read.success) return null;
  const { metadata, spec } = read.data;
  const counts = countsOf(kind, read.data);
  return {
    id: metadata.uid,
    kind,
    namespace: metadata.namespace,
    name: metadata.name,
    createdMs: timeMs(metadata.creationTimestamp),
    desired: counts.desired,
    ready: counts.ready,
    updated: counts.updated,
    images: [...new Set(spec.template.spec.containers.map(({ image }) => image))],
    gpusPerPod: gpusOf(spec.template.spec),
    rollout: kind === "Job" ? jobState(read.data) : rolloutOf(read.data, counts),
    restartedMs: timeMs(spec.template.metadata?.annotations?.["kubectl.kubernetes.io/restartedAt"]),
    selector: selectorText(spec.selector),
    restarts: null,
  };
}

function countsOf(kind: WorkloadKind, { spec, status }: Wire): Counts {
  if (kind === "DaemonSet") {
    const desired = status?.desiredNumberScheduled ?? 0;
    const ready = status?.numberReady ?? 0;
    return {
      desired,
      ready,
      updated: status?.updatedNumberScheduled ?? 0,
      available: status?.numberAvailable ?? 0,
      total: desired,
    };
  }
  if (kind === "Job") {
    const desired = spec.completions ?? spec.parallelism ?? 1;
    const done = status?.succeeded ?? 0;
    return { desired, ready: done, updated: done, available: done, total: desired };
  }
  const desired = spec.replicas ?? 1;
  const ready = status?.readyReplicas ?? 0;
  return {
    desired,
    ready,
    updated: status?.updatedReplicas ?? 0,
    // A stateful set of an old version does not tell.
    available: status?.availableReplicas ?? ready,
    total: status?.replicas ?? 0,
  };
}

function rolloutOf({ metadata, spec, status }: Wire, counts: Counts): Workload["rollout"] {
  const { desired, updated, available, ready, total } = counts;
  if (spec.paused) return { state: "paused", text: "Paused: changes wait until it is resumed" };
  if ((status?.observedGeneration ?? 0) < metadata.generation) {
    return { state: "waiting", text: "The controller has not seen the last change yet" };
  }
  const progressing = status?.conditions.find(({ type }) => type === "Progressing");
  if (progressing?.status === "False" && progressing.reason === "ProgressDeadlineExceeded") {
    return { state: "stuck", text: `${updated} of ${desired} updated: ${progressing.message}` };
  }
  const isBetween =
    status?.updateRevision && status.currentRevision && status.updateRevision !== status.currentRevision;
  if (updated < desired || total > updated || isBetween) {
    return { state: "progressing", text: `${updated} of ${desired} updated, ${available} available` };
  }
  if (available < desired) return { state: "degraded", text: `${desired - available} of ${desired} not available` };
  if (ready < desired) return { state: "degraded", text: `${desired - ready} of ${desired} not ready` };
  return desired === 0 ? { state: "done", text: "Scaled to zero" } : { state: "done", text: "Rolled out" };
}

function jobState({ spec, status }: Wire): Workload["rollout"] {
  const has = (type: string) => status?.conditions.find((one) => one.type === type && one.status === "True");
  const failed = has("Failed");
  if (failed) return { state: "failed", text: `Failed: ${failed.message || failed.reason}` };
  if (has("Complete")) return { state: "done", text: "Complete" };
  if (spec.suspend) return { state: "suspended", text: "Suspended" };
  const { active, failed: retries } = { active: status?.active ?? 0, failed: status?.failed ?? 0 };
  return { state: "progressing", text: retries > 0 ? `${active} running, ${retries} failed` : `${active} running` };
}
