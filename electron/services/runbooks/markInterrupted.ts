import type { Clock } from "../../../shared/base/clock.ts";
import { errorText } from "../../../shared/base/errors.ts";
import { isUndoable } from "../../../shared/domain/runbook/newRun.ts";
import type { AuditLog } from "../audit/types.ts";
import type { Log } from "../log.ts";
import type { RunStore } from "./runStore.ts";

/** Runs that were at work when the console ended, however it ended: they are interrupted, never done, and say where they were. */
export function markInterrupted({
  clock,
  log,
  store,
  audit,
}: {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: RunStore;
  readonly audit: Pick<AuditLog, "append">;
}): void {
  for (const state of store.unfinished()) {
    const atWork = state.targets.filter((target) => target.state === "running" || target.state === "undoing");
    const hosts = atWork.map(({ host }) => host).join(", ");
    const where = hosts === "" ? "No target was at work" : `Look at ${hosts}: what became of their step is not known`;
    const message = `The console ended while this ran. ${where}`;
    for (const target of atWork) target.state = "unknown";
    for (const step of state.steps) if (step.state === "running") step.state = "unknown";
    const plan = store.plan(state.id);
    Object.assign(state, {
      phase: "ended",
      outcome: "interrupted",
      endedAtMs: clock.nowMs(),
      ask: null,
      pausing: false,
      message,
      undoable: plan !== null && isUndoable(plan, state.targets),
    });
    store.save(state);
    try {
      audit.append({ kind: "run.interrupted", by: "console", run: state.id, text: message, facts: { targets: hosts } });
    } catch (error) {
      log.error("An interrupted run could not be written to the audit log", { run: state.id, error: errorText(error) });
    }
  }
}
