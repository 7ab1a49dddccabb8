import { delay } from "../../../../shared/base/cancel.ts";
import type { Observation } from "../../../../shared/domain/runbook/observation.ts";
import type { PlannedCondition } from "../../../../shared/domain/runbook/plan.ts";
import { hold, judge, notHeld, type Verdict } from "../../../../shared/domain/runbook/verdict.ts";
import type { RunContext } from "./runContext.ts";

const intervalMs = 2000;

/** Asks a condition until it has held for its window, or its time is over. Rejects when the run is stopped. */
export async function holds(
  { clock, ask, signal }: RunContext,
  condition: Pick<PlannedCondition, "condition" | "source">,
  {
    windowMs,
    timeoutMs,
    onObserved,
  }: {
    readonly windowMs: number;
    readonly timeoutMs: number;
    readonly onObserved?: (now: Observation, heldSinceMs: number | null) => void;
  },
): Promise<Verdict> {
  const deadlineMs = clock.nowMs() + timeoutMs;
  let holding = notHeld;
  for (;;) {
    const { outcome, value } = await ask(condition, signal);
    holding = hold(holding, { outcome, value }, clock.nowMs());
    onObserved?.({ outcome, value }, holding.heldSinceMs);
    const verdict = judge(holding, { windowMs, deadlineMs, nowMs: clock.nowMs() });
    if (verdict !== null) return verdict;
    await delay(clock, intervalMs, signal);
  }
}
