import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { DisposableStore } from "../../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../../shared/base/emitter.ts";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import type { Review } from "../../../shared/contract/areas/runbooks.ts";
import { isConfirmed } from "../../../shared/domain/runbook/confirmation.ts";
import { maskSecrets } from "../../../shared/domain/runbook/maskSecrets.ts";
import { newRun } from "../../../shared/domain/runbook/newRun.ts";
import type { Plan } from "../../../shared/domain/runbook/plan.ts";
import type { RunState } from "../../../shared/domain/runbook/runState.ts";
import type { AuditLog } from "../audit/types.ts";
import type { HttpService } from "../http/types.ts";
import type { Log } from "../log.ts";
import type { SourcesService } from "../sources/types.ts";
import type { SecretStore } from "../store/types.ts";
import { createAskCondition } from "./askCondition.ts";
import { bindTarget } from "./boundTarget.ts";
import { checkAgain } from "./checkAgain.ts";
import { runChecks } from "./checks.ts";
import { defaultValues } from "./defaults.ts";
import { createKeptReviews } from "./keptReviews.ts";
import { markInterrupted } from "./markInterrupted.ts";
import { prepare, type RunRequest, runnable } from "./prepare.ts";
import type { RunbookRegistry } from "./registry.ts";
import { createRunRecord } from "./run/runRecord.ts";
import { type ActiveRun, startRun } from "./run/startRun.ts";
import type { RunStore } from "./runStore.ts";
import { type LockTakeOver, takeLock } from "./takeLock.ts";
import type { RunbookFleet } from "./types.ts";
import { reviewView } from "./views.ts";
import type { WriteMode } from "./writeMode.ts";

interface Dependencies {
  readonly clock: Clock;
  readonly log: Log;
  /** 16 hexadecimal digits that nobody can guess. */
  readonly newId: () => string;
  readonly registry: RunbookRegistry;
  readonly fleet: RunbookFleet;
  readonly store: RunStore;
  readonly audit: AuditLog;
  readonly writeMode: WriteMode;
  readonly sources: Pick<SourcesService, "get">;
  readonly http: Pick<HttpService, "client">;
  readonly secrets: Pick<SecretStore, "get">;
  /** Where this console runs: with the name of who runs it, the holder of a lock. */
  readonly machine: string;
}

export interface RunbooksService {
  readonly registry: RunbookRegistry;
  readonly onChange: Event<void>;
  /** Runs at work, by id. */
  readonly active: ReadonlyMap<string, ActiveRun>;
  defaults(runbook: string, signal: CancelSignal): Promise<Readonly<Record<string, string>>>;
  review(request: RunRequest, signal: CancelSignal): Promise<Review>;
  run(
    request: {
      readonly review: string;
      readonly planHash: string;
      readonly typed: string;
      readonly reason: string;
      readonly accepted: readonly string[];
      readonly by: string;
    },
    signal: CancelSignal,
  ): Promise<string>;
  undo(request: { readonly run: string; readonly typed: string; readonly by: string }): Promise<void>;
  takeLock(request: LockTakeOver, signal: CancelSignal): Promise<void>;
  /** Leaves what runs as it is; the next start finds it interrupted. Resolves when nothing of it is at work any more. */
  close(): Promise<void>;
}

/** Reviews and runs runbooks: what runs is what was reviewed, confirmed and written down, or nothing. */
export function createRunbooksService(dependencies: Dependencies): RunbooksService {
  const { clock, log, newId, registry, fleet, store, audit, writeMode, sources, http, secrets, machine } = dependencies;
  const ask = createAskCondition({ clock, sources });
  const reviews = createKeptReviews({ clock, newId });
  const active = new Map<string, ActiveRun>();
  const changed = new Emitter<void>();
  const owned = new DisposableStore();
  owned.add(changed);
  owned.add(registry.onChange(() => changed.fire()));

  const busyWith = (host: string): string | null => {
    for (const { record } of active.values()) {
      if (record.state.risk !== "read-only" && record.state.targets.some((one) => one.host === host))
        return record.state.title;
    }
    return null;
  };
  const checkDependencies = { clock, ask, store, busyWith };

  async function secretValues(plan: Plan): Promise<Readonly<Record<string, string>>> {
    const entries = await Promise.all(
      plan.secrets.map(async (parameter) => {
        const name = (plan.parameters[parameter] ?? "").replace(/^secret:/, "");
        const value = await secrets.get(name);
        if (value === null)
          throw new MidwatchError("NOT_FOUND", `The secret ${name} has no value yet: give it one in Settings`);
        return [parameter, value] as const;
      }),
    );
    return Object.fromEntries(entries);
  }

  function begin(plan: Plan, state: RunState, values: Readonly<Record<string, string>>, work: "run" | "undo"): void {
    const connections = fleet.connections();
    const record = createRunRecord({ clock, store, state });
    const targets = new Map(plan.targets.map(({ host, identity }) => [host, bindTarget(host, identity, connections)]));
    const mask = maskSecrets(Object.values(values));
    const run = startRun({ clock, plan, record, audit, http, ask, targets, secrets: values, mask, machine }, work);
    active.set(state.id, run);
    changed.fire();
    void run.done
      .catch((error) =>
        log.error("A run could not be written down to its end", { run: state.id, error: errorText(error) }),
      )
      .finally(() => {
        active.delete(state.id);
        connections.dispose();
        changed.fire();
      });
  }

  markInterrupted({ clock, log, store, audit });
  return {
    registry,
    onChange: changed.event,
    active,
    defaults: (id, signal) => defaultValues(runnable(registry, id).runbook, { clock, sources }, signal),

    async review(request, signal) {
      const connections = fleet.connections();
      try {
        const prepared = await prepare({ registry, fleet }, request, connections, signal);
        const checks = await runChecks(checkDependencies, prepared, connections, signal);
        const { id, untilMs } = reviews.keep(request, prepared);
        const isOpen = (environment: string) => writeMode.open.some((one) => one.environment === environment);
        return reviewView(prepared, { id, atMs: clock.nowMs(), untilMs, checks, isOpen });
      } finally {
        connections.dispose();
      }
    },

    async run({ review, planHash, typed, reason, accepted, by }, signal) {
      const { prepared, request } = reviews.find(review);
      const { plan, confirmation } = prepared;
      if (planHash !== prepared.planHash)
        throw new MidwatchError("CONFLICT", "This is not the plan that was reviewed. Nothing was changed");
      if (!isConfirmed(confirmation, typed))
        throw new MidwatchError("BAD_REQUEST", "What was typed is not what has to be. Nothing was changed");
      const environments = [...new Set(plan.targets.map(({ environment }) => environment))];
      if (plan.risk !== "read-only") {
        if (reason.trim().length < 3)
          throw new MidwatchError("BAD_REQUEST", "Say why, in a few words. Nothing was changed");
        for (const environment of environments) writeMode.require(environment);
      }
      reviews.use(review);
      try {
        await checkAgain({ ...checkDependencies, registry, fleet }, prepared, request, accepted, signal);
      } catch (error) {
        audit.append({
          kind: "run.refused",
          by,
          environment: environments.join(" "),
          text: errorText(error),
          facts: { planHash, runbook: plan.runbook },
        });
        throw error;
      }
      const values = await secretValues(plan);
      const id = newId();
      const how = confirmation.kind === "typed" ? `typed ${confirmation.text}` : confirmation.kind;
      audit.append({
        kind: "run.confirmed",
        by,
        run: id,
        environment: environments.join(" "),
        text: `${plan.title}: ${reason}`,
        facts: {
          planHash,
          runbook: plan.runbook,
          revision: plan.revision,
          confirmation: how,
          targets: plan.targets.map(({ host, identity }) => `${host}=${identity.machineId}`).join(" "),
          parameters: JSON.stringify(plan.parameters),
          accepted: accepted.join(" "),
        },
      });
      const state = newRun(plan, { id, planHash, by, reason, confirmation: how, startedAtMs: clock.nowMs() });
      store.add(state, plan);
      begin(plan, state, values, "run");
      return id;
    },

    async undo({ run, typed, by }) {
      const state = store.get(run);
      const plan = store.plan(run);
      if (!state || !plan) throw new MidwatchError("NOT_FOUND", `There is no run ${run}`);
      if (active.has(run)) throw new MidwatchError("CONFLICT", "The run is still at work: stop it first");
      if (!state.undoable) throw new MidwatchError("CONFLICT", "There is nothing that this run knows how to take back");
      for (const { environment } of plan.targets) writeMode.require(environment);
      const [first] = plan.targets;
      const expected = plan.targets.length > 1 ? `${plan.targets.length} hosts` : first?.host;
      if (typed !== expected)
        throw new MidwatchError("BAD_REQUEST", `Type ${expected} to take the run back. Nothing was changed`);
      const busy = plan.targets.find(({ host }) => busyWith(host) !== null);
      if (busy) throw new MidwatchError("CONFLICT", `${busyWith(busy.host)} is at work on ${busy.host}`);
      const values = await secretValues(plan);
      audit.append({
        kind: "run.confirmed",
        by,
        run,
        text: `Undo of ${plan.title}`,
        facts: { planHash: state.planHash, confirmation: `typed ${expected}` },
      });
      Object.assign(state, { phase: "undoing", endedAtMs: null });
      store.save(state);
      begin(plan, state, values, "undo");
    },

    takeLock: (request, signal) => takeLock({ clock, newId, fleet, audit, writeMode, machine }, request, signal),

    async close() {
      const runs = [...active.values()];
      for (const run of runs) run.abandon();
      await Promise.all(runs.map(({ done }) => done.catch(() => {})));
      owned.dispose();
    },
  };
}
