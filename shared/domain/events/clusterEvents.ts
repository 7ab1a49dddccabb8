import { z } from "zod";
import type { ClusterEvent } from "../kubernetes/clusterEvent.ts";
import type { Pod } from "../kubernetes/pod.ts";
import { rolloutState, type Workload } from "../kubernetes/workload.ts";
import { type EventDraft, eventDraft } from "./fleetEvent.ts";
import { releaseOf } from "./imageVersion.ts";
import { rolloutMs } from "./workloadEvents.ts";

const mostCharacters = 300;

/** What has to be remembered of a workload to tell that its release changes, has changed, or is started anew. */
export const knownRollout = z.object({
  images: z.array(z.string()),
  state: rolloutState,
  /** What ran before the rollout that is under way; null without one. */
  from: z.array(z.string()).nullable(),
  restartedMs: z.number().nullable(),
});
export type KnownRollout = Readonly<z.infer<typeof knownRollout>>;

/**
 * What became of a workload's release since it was last seen: a rollout that begins, gets stuck or is complete, and a restart of
 * what runs. One that is seen for the first time tells nothing. The same deploy told by the hosts' containers is the same event.
 */
export function rolloutEvents({
  cluster,
  before,
  workload,
  nowMs,
}: {
  readonly cluster: string;
  readonly before: KnownRollout | null;
  readonly workload: Workload;
  readonly nowMs: number;
}): { readonly events: readonly EventDraft[]; readonly known: KnownRollout } {
  const { images, namespace, name, kind, rollout, restartedMs } = workload;
  const { state } = rollout;
  if (!before) return { events: [], known: { images, state, from: null, restartedMs } };
  const isAnother = JSON.stringify(before.images) !== JSON.stringify(images);
  const from = isAnother ? before.images : before.from;
  const about = {
    ...{ atMs: nowMs, origin: cluster, sameWithinMs: rolloutMs },
    workload: { cluster, namespace, kind, name },
  };
  const events: EventDraft[] = [];
  const changes = from === null ? [] : changedReleases(from, images);
  for (const { product, old, version } of isAnother ? changes : []) {
    events.push(
      eventDraft({
        ...about,
        ...{ kind: "deploy", severity: "info", title: "Deploy started", service: product },
        key: `deploy ${product} ${version}`,
        text: `${product} ${old} → ${version}`,
      }),
    );
  }
  // Going back to what was before a restart takes its time away.
  if (restartedMs !== null && restartedMs > (before.restartedMs ?? 0)) {
    events.push(
      eventDraft({
        ...about,
        ...{ kind: "workload", severity: "info", title: "Restarted" },
        atMs: Math.min(restartedMs, nowMs),
        sameWithinMs: 0,
        key: `restart ${cluster} ${namespace} ${kind} ${name} ${restartedMs}`,
        text: cut(`${namespace}/${name}: all of its pods are made anew`),
      }),
    );
  }
  if (state === "stuck" && before.state !== "stuck") {
    events.push(
      eventDraft({
        ...about,
        ...{ kind: "deploy", severity: "warning", title: "Rollout stuck" },
        sameWithinMs: 0,
        key: `rollout ${cluster} ${namespace} ${kind} ${name} stuck`,
        text: cut(`${namespace}/${name}: ${rollout.text}`),
      }),
    );
  }
  const isDone = from !== null && state === "done";
  for (const { product, old, version } of isDone ? changes : []) {
    events.push(
      eventDraft({
        ...about,
        ...{ kind: "deploy", severity: "info", title: "Deploy complete", service: product },
        key: `deployed ${product} ${old}`,
        text: `${product} ${version}, nothing runs ${old} any more`,
      }),
    );
  }
  return { events, known: { images, state, from: isDone ? null : from, restartedMs } };
}

/** The releases that are other ones than before; an image without a product of both is none. */
function changedReleases(from: readonly string[], to: readonly string[]) {
  const before = from.flatMap((image) => releaseOf(image) ?? []);
  return to
    .flatMap((image) => releaseOf(image) ?? [])
    .flatMap(({ product, version }) => {
      const old = before.find((one) => one.product === product)?.version;
      return old === undefined || old === version ? [] : [{ product, old, version }];
    });
}

/** A pod's container that the kernel ended for memory; told again it is the same event. Null for a pod without one. */
export function killEvent(
  cluster: string,
  { id, namespace, name, lastEnd }: Pick<Pod, "id" | "namespace" | "name" | "lastEnd">,
  host: string | null,
): EventDraft | null {
  if (lastEnd?.reason !== "OOMKilled") return null;
  return eventDraft({
    key: `oom ${cluster} ${id} ${lastEnd.container}`,
    atMs: lastEnd.atMs,
    kind: "workload",
    severity: "critical",
    title: "OOM killed",
    text: `${namespace}/${name} ${lastEnd.container}: its container's memory ran out`,
    origin: cluster,
    host,
    workload: { cluster, namespace, kind: "Pod", name },
  });
}

/** What an event of the cluster is here; null for the many that say nothing of the fleet's state. */
export function toldByCluster(cluster: string, event: ClusterEvent, host: string | null): EventDraft | null {
  const { id, count, reason, message, object, lastMs } = event;
  if (lastMs === null) return null;
  const about = { key: `event ${cluster} ${id} ${count}`, atMs: lastMs, origin: cluster };
  if (reason === "SuccessfulRescale") {
    return eventDraft({
      ...about,
      ...{ kind: "workload", severity: "info", title: "Scaled" },
      text: cut(`${object.namespace}/${object.name}: ${message}`),
      workload: { cluster, ...object },
    });
  }
  if (reason === "Evicted" && object.kind === "Pod") {
    return eventDraft({
      ...about,
      ...{ kind: "workload", severity: "warning", title: "Pod evicted", host },
      text: cut(`${object.namespace}/${object.name}: ${message}`),
      workload: { cluster, ...object },
    });
  }
  if (reason === "NodeNotReady" && object.kind === "Node") {
    const text = `${object.name}: its kubelet is not ready or does not answer`;
    return eventDraft({ ...about, kind: "host", severity: "warning", title: "Node not ready", text, host });
  }
  return null;
}

function cut(text: string): string {
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters - 1)}…`;
}
