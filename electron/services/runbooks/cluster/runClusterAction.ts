import { delay } from "../../../../shared/base/cancel.ts";
import { errorText, isMidwatchError } from "../../../../shared/base/errors.ts";
import type { ClusterAction } from "../../../../shared/domain/kubernetes/clusterAction.ts";
import { differences, holdsPatch } from "../../../../shared/domain/kubernetes/mergePatch.ts";
import { type ObjectRef, objectPath, objectText } from "../../../../shared/domain/kubernetes/objectRef.ts";
import { readWorkload, workloadKind } from "../../../../shared/domain/kubernetes/workload.ts";
import type { KubernetesApi } from "../../kubernetes/types.ts";
import type { ActionEnd } from "../run/actionEnd.ts";
import type { ActionContext } from "../run/runCommand.ts";
import { patchOf, readObject } from "./objects.ts";
import { evict, podsToEvict } from "./podsOfNode.ts";

/** A rollout and an eviction are looked at that often. */
const lookMs = 2_000;

/** Does one thing to a cluster, and waits until it is so: a rollout that is through, a node that is empty. */
export async function runClusterAction(action: ClusterAction, context: ActionContext): Promise<ActionEnd> {
  const { target, clock, signal } = context;
  const endMs = clock.monotonicMs() + context.timeoutMs;
  try {
    const api = await target.cluster(signal);
    const end = await change(api, action, context);
    if (end.kind !== "done") return end;
    switch (action.verb) {
      case "restart":
      case "scale":
      case "rollback":
        return await rolledOut(api, action.object, endMs, context);
      case "drain":
        return await drained(api, action.object, endMs, context);
      default:
        return end;
    }
  } catch (error) {
    return { kind: "failed", reason: errorText(error), facts: {} };
  }
}

async function change(
  api: KubernetesApi,
  action: ClusterAction,
  { clock, signal, tell }: ActionContext,
): Promise<ActionEnd> {
  const path = objectPath(action.object);
  const before = await readObject(api, action.object, signal);
  const { uid, resourceVersion } = before.metadata;
  if (action.verb === "deletePod") {
    const body = { kind: "DeleteOptions", apiVersion: "v1", preconditions: { uid } };
    return sent(
      () => api.change({ method: "DELETE", path, body, signal }),
      async () => !(await isThere(api, action.object, uid, signal)),
    );
  }
  const patch = await patchOf(api, action, before, { nowMs: clock.nowMs(), signal });
  // Whoever changed it since it was read comes first: the server then refuses.
  const body = { ...patch, metadata: { ...(patch.metadata as object | undefined), resourceVersion } };
  return sent(
    async () => {
      const after = await api.change({ method: "PATCH", path, body, signal });
      for (const line of differences(before, after)) tell("out", line);
    },
    async () => holdsPatch(await readObject(api, action.object, signal), patch),
  );
}

/** A change whose answer was lost is looked up: it arrived or it did not. */
async function sent(send: () => Promise<unknown>, arrived: () => Promise<boolean>): Promise<ActionEnd> {
  try {
    await send();
    return { kind: "done", facts: {} };
  } catch (error) {
    const isLost = isMidwatchError(error) && (error.code === "UNAVAILABLE" || error.code === "TIMEOUT");
    if (!isLost) return { kind: "failed", reason: errorText(error), facts: {} };
    try {
      return (await arrived())
        ? { kind: "done", facts: { checked: true } }
        : { kind: "failed", reason: `It did not arrive: ${errorText(error)}`, facts: {} };
    } catch (second) {
      const reason = `The answer was lost and the cluster could not be asked again: ${errorText(second)}`;
      return { kind: "unknown", reason, facts: {} };
    }
  }
}

async function isThere(
  api: KubernetesApi,
  ref: ObjectRef,
  uid: string,
  signal: ActionContext["signal"],
): Promise<boolean> {
  try {
    return (await readObject(api, ref, signal)).metadata.uid === uid;
  } catch (error) {
    if (isMidwatchError(error) && error.code === "NOT_FOUND") return false;
    throw error;
  }
}

async function rolledOut(
  api: KubernetesApi,
  ref: ObjectRef,
  endMs: number,
  { clock, signal, tell }: ActionContext,
): Promise<ActionEnd> {
  let said = "";
  const kind = workloadKind.parse(ref.kind);
  for (;;) {
    const text = await readObject(api, ref, signal).then(
      (object) => readWorkload(kind, object)?.rollout ?? { state: "failed" as const, text: "It is no workload" },
      // An API server that is away for a minute ends nothing: the rollout goes on without it.
      (error: unknown) => {
        if (!isMidwatchError(error) || !error.retryable) throw error;
        return { state: "waiting" as const, text: errorText(error) };
      },
    );
    if (text.text !== said) tell("out", text.text);
    said = text.text;
    if (text.state === "done") return { kind: "done", facts: {} };
    if (text.state === "stuck" || text.state === "failed") {
      return { kind: "failed", reason: `${objectText(ref)} is stuck: ${text.text}`, facts: {} };
    }
    if (clock.monotonicMs() + lookMs > endMs) {
      return { kind: "failed", reason: `${objectText(ref)} was not rolled out in time: ${text.text}`, facts: {} };
    }
    await delay(clock, lookMs, signal);
  }
}

/** A budget may refuse for ever: that ends with the step's time, and says which. */
async function drained(
  api: KubernetesApi,
  node: ObjectRef,
  endMs: number,
  { clock, signal, tell }: ActionContext,
): Promise<ActionEnd> {
  const refusals = new Map<string, string>();
  for (;;) {
    const left = await podsToEvict(api, node.name, signal);
    if (left.length === 0) return { kind: "done", facts: {} };
    for (const pod of left) {
      const name = objectText(pod);
      try {
        await evict(api, pod, { signal });
        refusals.delete(name);
        tell("out", `Evicted ${name}`);
      } catch (error) {
        if (!isMidwatchError(error) || (error.code !== "LIMIT" && error.code !== "NOT_FOUND")) throw error;
        if (refusals.get(name) !== error.message) tell("error", `${name}: ${error.message}`);
        refusals.set(name, error.message);
      }
    }
    if (clock.monotonicMs() + lookMs > endMs) {
      const why = [...refusals].map(([name, text]) => `${name}: ${text}`).join("; ");
      const reason = `${left.length} pods are still on ${node.name}${why === "" ? "" : `. ${why}`}. The node stays cordoned`;
      return { kind: "failed", reason, facts: { left: left.length } };
    }
    await delay(clock, lookMs, signal);
  }
}
