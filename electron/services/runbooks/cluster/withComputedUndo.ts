import type { CancelSignal } from "../../../../shared/base/cancel.ts";
import { isMidwatchError } from "../../../../shared/base/errors.ts";
import { readAutoscaler } from "../../../../shared/domain/kubernetes/autoscaler.ts";
import type { ClusterAction } from "../../../../shared/domain/kubernetes/clusterAction.ts";
import type { Action } from "../../../../shared/domain/runbook/action.ts";
import type { Plan } from "../../../../shared/domain/runbook/plan.ts";
import type { KubernetesApi } from "../../kubernetes/types.ts";
import type { RunConnections } from "../types.ts";
import { readObject, revisionOf } from "./objects.ts";

/**
 * The plan with the way back of each step that scales or rolls back and names none itself: to what is there now. Where that
 * changes before the run, the plan is another one. An object that is not there has no way back; its dry run says why.
 */
export async function withComputedUndo(
  plan: Plan,
  connections: Pick<RunConnections, "cluster">,
  signal = new AbortController().signal as CancelSignal,
): Promise<Plan> {
  const targets = await Promise.all(
    plan.targets.map(async (target) => {
      const undo = await Promise.all(
        target.actions.map(async (action, step) => {
          const own = target.undo[step] ?? [];
          if (own.length > 0 || action.kind !== "kubernetes" || !isReversible(action)) return own;
          const { api } = await connections.cluster(target.host, signal);
          return wayBack(api, action, signal);
        }),
      );
      return { ...target, undo };
    }),
  );
  return { ...plan, targets };
}

type Reversible = Extract<ClusterAction, { readonly verb: "scale" | "autoscale" | "rollback" }>;

function isReversible(action: ClusterAction): action is Reversible {
  return action.verb === "scale" || action.verb === "autoscale" || action.verb === "rollback";
}

async function wayBack(api: KubernetesApi, action: Reversible, signal: CancelSignal): Promise<readonly Action[]> {
  try {
    const now = await readObject(api, action.object, signal);
    if (action.verb === "scale") {
      // One that names no number has one replica.
      const { replicas = 1 } = now.spec as { readonly replicas?: number };
      return [{ ...action, replicas }];
    }
    if (action.verb === "rollback") {
      const revision = revisionOf(now);
      return revision === null ? [] : [{ ...action, revision }];
    }
    const limits = readAutoscaler(now);
    return limits ? [{ ...action, min: limits.min, max: limits.max }] : [];
  } catch (error) {
    if (isMidwatchError(error) && error.code === "NOT_FOUND") return [];
    throw error;
  }
}
