import type { Plan, PlannedCondition } from "./plan.ts";
import type { RunState } from "./runState.ts";
import { undoActions } from "./undoActions.ts";

/** A run that has not begun. */
export function newRun(
  plan: Plan,
  given: Pick<RunState, "id" | "planHash" | "by" | "reason" | "confirmation" | "startedAtMs">,
): RunState {
  return {
    ...given,
    runbook: plan.runbook,
    title: plan.title,
    risk: plan.risk,
    parameters: { ...plan.parameters },
    endedAtMs: null,
    phase: "running",
    pausing: false,
    outcome: null,
    verdict: null,
    message: null,
    wave: 0,
    waves: plan.waves.length,
    targets: plan.targets.map(({ host, environment }) => ({
      host,
      environment,
      wave: plan.waves.findIndex((wave) => wave.includes(host)),
      state: "waiting",
      step: null,
      changed: [],
      message: null,
    })),
    steps: plan.steps.map(({ title, kind, changes }) => ({
      title,
      kind,
      changes,
      state: "waiting",
      startedAtMs: null,
      endedAtMs: null,
    })),
    ask: null,
    guards: plan.guards.map((guard) => ({ ...watchedOf(guard), forMs: guard.forMs, brokenSinceMs: null })),
    verification: plan.verify && {
      conditions: plan.verify.conditions.map((one) => ({ ...watchedOf(one), before: null, heldSinceMs: null })),
      windowMs: plan.verify.windowMs,
      timeoutMs: plan.verify.timeoutMs,
      startedAtMs: null,
      next: plan.verify.next,
    },
    undoable: false,
  };
}

/** Whether something was begun that the plan knows how to take back. */
export function isUndoable(plan: Plan, targets: RunState["targets"]): boolean {
  return targets.some((target) => {
    const planned = plan.targets.find(({ host }) => host === target.host);
    return planned !== undefined && undoActions(planned, target).length > 0;
  });
}

/** The longest that a run may take, in milliseconds: its lock says so to others. */
export function longestRunMs(plan: Plan): number {
  const steps = plan.steps.reduce((sum, { timeoutMs }) => sum + timeoutMs, 0);
  return plan.waves.length * (steps + plan.pauseMs) + (plan.verify?.timeoutMs ?? 0) + 10 * 60_000;
}

function watchedOf({ title, host, condition, source }: PlannedCondition) {
  const { text, query, threshold } = condition;
  return { title, host, text, query, source, threshold, now: null };
}
