import { MidwatchError } from "../../../shared/base/errors.ts";
import type { AuditLog } from "../audit/types.ts";
import type { SecretStore } from "../store/types.ts";
import type { ActiveRuns } from "./activeRuns.ts";
import type { RunStore } from "./runStore.ts";
import { secretValues } from "./secretValues.ts";
import type { WriteMode } from "./writeMode.ts";

export interface UndoRequest {
  readonly run: string;
  /** What started it, typed once more. */
  readonly typed: string;
  readonly by: string;
}

interface Dependencies {
  readonly store: RunStore;
  readonly runs: ActiveRuns;
  readonly audit: Pick<AuditLog, "append">;
  readonly writeMode: Pick<WriteMode, "require">;
  readonly secrets: Pick<SecretStore, "get">;
}

/** Takes back what a run that has ended had begun: the run goes on with its undo. */
export async function undoRun(
  { store, runs, audit, writeMode, secrets }: Dependencies,
  { run, typed, by }: UndoRequest,
): Promise<void> {
  const state = store.get(run);
  const plan = store.plan(run);
  if (!state || !plan) throw new MidwatchError("NOT_FOUND", `There is no run ${run}`);
  if (runs.byId.has(run)) throw new MidwatchError("CONFLICT", "The run is still at work: stop it first");
  if (!state.undoable) throw new MidwatchError("CONFLICT", "There is nothing that this run knows how to take back");
  for (const { environment } of plan.targets) writeMode.require(environment);
  const [first] = plan.targets;
  const expected = plan.targets.length > 1 ? `${plan.targets.length} hosts` : first?.host;
  if (typed !== expected)
    throw new MidwatchError("BAD_REQUEST", `Type ${expected} to take the run back. Nothing was changed`);
  const busy = plan.targets.find(({ host }) => runs.busyWith(host) !== null);
  if (busy) throw new MidwatchError("CONFLICT", `${runs.busyWith(busy.host)} is at work on ${busy.host}`);
  const values = await secretValues(plan, secrets);
  audit.append({
    kind: "run.confirmed",
    by,
    run,
    text: `Undo of ${plan.title}`,
    facts: { planHash: state.planHash, confirmation: `typed ${expected}` },
  });
  Object.assign(state, { phase: "undoing", endedAtMs: null });
  store.save(state);
  runs.begin(plan, state, values, "undo");
}
