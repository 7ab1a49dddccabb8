import type { RunState } from "../runbook/runState.ts";
import type { IncidentRun } from "./entry.ts";

/** What an incident keeps of a run. */
export function runFacts(state: RunState): IncidentRun {
  const { id, runbook, title, by, startedAtMs, endedAtMs, outcome, verdict, targets, verification } = state;
  const first = verification?.conditions[0];
  return {
    kind: "run",
    ...{ run: id, runbook, title, by, startedAtMs, endedAtMs, outcome, verdict },
    targets: targets.map(({ host }) => host),
    condition: first?.text ?? null,
    before: first?.before?.value ?? null,
    after: first?.now?.value ?? null,
    takenBack: targets.length > 0 && targets.every(({ state: now }) => now === "undone"),
  };
}

/** How a run stands or ended, in words: what was done and not verified is not done. */
export function runOutcome({ endedAtMs, outcome, verdict, takenBack }: IncidentRun): string {
  if (endedAtMs === null) return "at work";
  if (takenBack) return "taken back";
  if (outcome !== "done") return outcome ?? "ended";
  if (verdict === "passed") return "verified";
  if (verdict === "failed") return "verification failed";
  return verdict === "inconclusive" ? "inconclusive" : "done";
}
