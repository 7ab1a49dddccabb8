import type { RunState } from "./runState.ts";

const hourMs = 3_600_000;
/** Runs of a policy in a row that were not verified: whatever is wrong, this does not help. */
const mostFailures = 2;

type PastRun = Pick<RunState, "startedAtMs" | "endedAtMs" | "verdict" | "outcome">;

/** How a policy stands, by its own runs. */
export interface PolicyStanding {
  readonly runsLastHour: number;
  /** The breaker is open: it runs nothing until a person closes it. */
  readonly isBroken: boolean;
  /** Why it may not run now; null when it may. */
  readonly obstacle: string | null;
}

/** `runs` are those that the policy started, newest first; those before `closedMs`, when a person closed its breaker, do not count for it. */
export function standingOf(
  runs: readonly PastRun[],
  { maxPerHour, nowMs, closedMs }: { readonly maxPerHour: number; readonly nowMs: number; readonly closedMs: number },
): PolicyStanding {
  const runsLastHour = runs.filter(({ startedAtMs }) => nowMs - startedAtMs < hourMs).length;
  const counted = runs.filter(({ startedAtMs, endedAtMs }) => startedAtMs >= closedMs && endedAtMs !== null);
  const helped = counted.findIndex(({ outcome, verdict }) => outcome === "done" && verdict === "passed");
  const failures = helped < 0 ? counted.length : helped;
  const isBroken = failures >= mostFailures;
  const obstacle = runs.some(({ endedAtMs }) => endedAtMs === null)
    ? "A run of this policy is at work"
    : isBroken
      ? `Its last ${failures} runs were not verified: look yourself, then close the breaker`
      : runsLastHour >= maxPerHour
        ? `It ran ${runsLastHour} times within an hour, and may ${maxPerHour}`
        : null;
  return { runsLastHour, isBroken, obstacle };
}
