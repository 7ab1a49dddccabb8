import type { PlannedTarget } from "../../../../shared/domain/runbook/plan.ts";
import { undoActions } from "../../../../shared/domain/runbook/undoActions.ts";
import { type HostAction, runAction } from "./runAction.ts";
import type { RunContext } from "./runContext.ts";

/** At least; what takes a step back may take as long as the step. */
const leastTimeoutMs = 120_000;

/** Takes back what was begun on one target, the last step first, then what the runbook says of the whole. True when all ended well. */
export async function undoTarget(context: RunContext, target: PlannedTarget): Promise<boolean> {
  const { plan, record } = context;
  const at = () => record.state.targets.find(({ host }) => host === target.host);
  const stands = at();
  const actions = stands ? undoActions(target, stands) : [];
  const set = (state: "undoing" | "undone" | "undoFailed", message: string | null) =>
    record.change(() => {
      const one = at();
      if (one) Object.assign(one, { state, message: message ?? one.message });
    });
  if (actions.length === 0) return true;
  set("undoing", null);
  for (const [index, { step: of, action }] of actions.entries()) {
    if (!isOnHost(action)) continue;
    const step = of ?? Math.max(0, target.actions.length - 1);
    const timeoutMs = Math.max(leastTimeoutMs, plan.steps[step]?.timeoutMs ?? 0);
    const end = await runAction(context, action, { host: target.host, step, name: `undo${index + 1}`, timeoutMs });
    if (end.kind !== "done") {
      set("undoFailed", `The undo of step ${step + 1} failed: ${end.reason}`);
      return false;
    }
  }
  set("undone", "What was done here was taken back");
  return true;
}

export function isOnHost(action: { readonly kind: string }): action is HostAction {
  return action.kind === "command" || action.kind === "http" || action.kind === "kubernetes";
}
