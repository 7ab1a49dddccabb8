import type { CancelSignal } from "../../../../shared/base/cancel.ts";
import { errorText } from "../../../../shared/base/errors.ts";
import type { ClusterAction } from "../../../../shared/domain/kubernetes/clusterAction.ts";
import { differences } from "../../../../shared/domain/kubernetes/mergePatch.ts";
import { objectPath, objectText } from "../../../../shared/domain/kubernetes/objectRef.ts";
import type { KubernetesApi } from "../../kubernetes/types.ts";
import { patchOf, readObject } from "./objects.ts";
import { evict, podsToEvict } from "./podsOfNode.ts";

export interface DryRun {
  /** What would be different, a line each. */
  readonly lines: readonly string[];
  /** Why the cluster would refuse it; null where it would not. */
  readonly problem: string | null;
}

/** Has the cluster itself do everything but the change: it validates, asks RBAC and budgets, and says what would come out. */
export async function dryRun(
  api: KubernetesApi,
  action: ClusterAction,
  { nowMs, signal }: { readonly nowMs: number; readonly signal: CancelSignal },
): Promise<DryRun> {
  try {
    const path = objectPath(action.object);
    const before = await readObject(api, action.object, signal);
    if (action.verb === "deletePod") {
      await api.change({ method: "DELETE", path, dryRun: true, signal });
      return { lines: [`${objectText(action.object)} ends; what owns it makes another`], problem: null };
    }
    const patch = await patchOf(api, action, before, { nowMs, signal });
    const after = await api.change({ method: "PATCH", path, body: patch, dryRun: true, signal });
    const changed = differences(before, after);
    if (action.verb !== "drain")
      return { lines: changed.length > 0 ? changed : ["nothing: it is so already"], problem: null };
    return await dryDrain(api, action.object.name, changed, signal);
  } catch (error) {
    return { lines: [], problem: errorText(error) };
  }
}

async function dryDrain(
  api: KubernetesApi,
  node: string,
  changed: readonly string[],
  signal: CancelSignal,
): Promise<DryRun> {
  const lines = [...changed];
  const problems: string[] = [];
  for (const pod of await podsToEvict(api, node, signal)) {
    lines.push(`evict ${objectText(pod)}`);
    await evict(api, pod, { dryRun: true, signal }).catch((error: unknown) =>
      problems.push(`${objectText(pod)}: ${errorText(error)}`),
    );
  }
  return { lines, problem: problems.length === 0 ? null : problems.join("; ") };
}
