import { z } from "zod";
import { conditions, gpusOf, objectMeta, podSpec, timeMs } from "./wire.ts";
import { workloadKind } from "./workload.ts";

export const pod = z.object({
  id: z.string(),
  namespace: z.string(),
  name: z.string(),
  createdMs: z.number().nullable(),
  /** What keeps it from serving, else its phase: `CrashLoopBackOff`, `Unschedulable`, `Running`. */
  reason: z.string(),
  /** In the words of Kubernetes; empty where there is nothing to add. */
  message: z.string(),
  health: z.enum(["ok", "starting", "failing", "done"]),
  /** Null before it is placed. */
  node: z.string().nullable(),
  gpus: z.number(),
  restarts: z.number(),
  /** How a container of it ended last that was started again; null for none. */
  lastEnd: z.object({ container: z.string(), reason: z.string(), exitCode: z.number(), atMs: z.number() }).nullable(),
  containers: z.array(
    z.object({
      name: z.string(),
      image: z.string(),
      ready: z.boolean(),
      /** As the runtime on the node calls it, without `containerd://`; null before it has run. */
      containerId: z.string().nullable(),
    }),
  ),
  /** What made it; null for a pod of its own. */
  owner: z.object({ kind: z.string(), name: z.string() }).nullable(),
});
export type Pod = Readonly<z.infer<typeof pod>>;

const state = z
  .object({
    waiting: z.object({ reason: z.string().default(""), message: z.string().default("") }).nullish(),
    running: z.object({ startedAt: z.string().nullish() }).nullish(),
    terminated: z
      .object({
        reason: z.string().default(""),
        message: z.string().default(""),
        exitCode: z.number().default(0),
        finishedAt: z.string().nullish(),
      })
      .nullish(),
  })
  .nullish();

const containerStatus = z.object({
  name: z.string(),
  ready: z.boolean().default(false),
  restartCount: z.number().default(0),
  containerID: z.string().nullish(),
  state,
  lastState: state,
});
const statuses = z
  .array(containerStatus)
  .nullish()
  .transform((list) => list ?? []);

const wire = z.object({
  metadata: objectMeta,
  spec: podSpec,
  status: z
    .object({
      phase: z.string().default("Unknown"),
      reason: z.string().default(""),
      message: z.string().default(""),
      conditions,
      containerStatuses: statuses,
      initContainerStatuses: statuses,
    })
    .prefault({}),
});
type Wire = z.output<typeof wire>;
type Standing = Pick<Pod, "reason" | "message" | "health">;

export function readPod(object: unknown): Pod | null {
  const read = wire.safeParse(object);
  if (!read.success) return null;
  const { metadata, spec, status } = read.data;
  const statusOf = new Map(status.containerStatuses.map((one) => [one.name, one]));
  const all = [...status.initContainerStatuses, ...status.containerStatuses];
  const ends = all.flatMap(({ name, lastState }) => {
    const { reason = "", exitCode = 0, finishedAt } = lastState?.terminated ?? {};
    const atMs = timeMs(finishedAt);
    return atMs === null ? [] : [{ container: name, reason, exitCode, atMs }];
  });
  return {
    id: metadata.uid,
    namespace: metadata.namespace,
    name: metadata.name,
    createdMs: timeMs(metadata.creationTimestamp),
    ...shortened(standing(read.data)),
    node: spec.nodeName === "" ? null : spec.nodeName,
    gpus: gpusOf(spec),
    restarts: status.containerStatuses.reduce((sum, { restartCount }) => sum + restartCount, 0),
    lastEnd: ends.sort((a, b) => b.atMs - a.atMs)[0] ?? null,
    containers: spec.containers.map(({ name, image }) => ({
      name,
      image,
      ready: statusOf.get(name)?.ready ?? false,
      containerId: statusOf.get(name)?.containerID?.replace(/^[^:]*:\/\//, "") || null,
    })),
    owner: ownerOf(read.data),
  };
}

function ownerOf({ metadata }: Wire): Pod["owner"] {
  const found = metadata.ownerReferences?.find(({ controller }) => controller);
  if (!found) return null;
  // The replica set between is of no interest: its name is the deployment's and the hash of the template.
  const hash = metadata.labels["pod-template-hash"];
  if (found.kind === "ReplicaSet" && hash && found.name.endsWith(`-${hash}`)) {
    return { kind: workloadKind.enum.Deployment, name: found.name.slice(0, -hash.length - 1) };
  }
  return { kind: found.kind, name: found.name };
}

/** Runtimes and programs write what they like. */
function shortened({ reason, message, health }: Standing): Standing {
  return { reason: reason.slice(0, 200), message: message.slice(0, 2_000), health };
}

function standing({ metadata, status }: Wire): Standing {
  const { phase, reason, message } = status;
  if (metadata.deletionTimestamp) return { reason: "Terminating", message, health: "starting" };
  if (phase === "Succeeded") return { reason: "Completed", message, health: "done" };
  if (phase === "Failed") return { reason: reason || "Failed", message, health: "failing" };
  const troubled = [...status.initContainerStatuses, ...status.containerStatuses].flatMap((one) => trouble(one) ?? []);
  const worst = troubled.find(({ health }) => health === "failing") ?? troubled[0];
  if (worst) return worst;
  const unplaced = status.conditions.find(({ type, status: is }) => type === "PodScheduled" && is === "False");
  if (unplaced) return { reason: unplaced.reason || "Unschedulable", message: unplaced.message, health: "failing" };
  if (phase === "Pending") return { reason: reason || "Pending", message, health: "starting" };
  const unready = status.conditions.find(({ type, status: is }) => type === "Ready" && is !== "True");
  if (unready) return { reason: "NotReady", message: unready.message, health: "starting" };
  return { reason: phase, message, health: phase === "Running" ? "ok" : "failing" };
}

/** Waiting for one of these is the usual way up. */
const usualWaits = new Set(["ContainerCreating", "PodInitializing", ""]);

function trouble({ name, state: now, lastState }: z.output<typeof containerStatus>): Standing | null {
  const { waiting, terminated } = now ?? {};
  const last = lastState?.terminated;
  const ended = last ? `${name} ended before with ${last.reason || "exit"} (${last.exitCode})` : "";
  if (waiting) {
    const isUsual = usualWaits.has(waiting.reason);
    return {
      reason: waiting.reason || "Waiting",
      message: [waiting.message, ended].filter((words) => words !== "").join(". "),
      health: isUsual ? "starting" : "failing",
    };
  }
  if (!terminated || terminated.exitCode === 0) return null;
  return {
    reason: terminated.reason || "Error",
    message: terminated.message || `${name} ended with ${terminated.exitCode}`,
    health: "failing",
  };
}
