import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { DisposableStore } from "../../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../../shared/base/emitter.ts";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import type { Review, ReviewCheck } from "../../../shared/contract/areas/runbooks.ts";
import { isConfirmed } from "../../../shared/domain/runbook/confirmation.ts";
import { formatHolder } from "../../../shared/domain/runbook/lockHolder.ts";
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
import { runChecks } from "./checks.ts";
import { defaultValues } from "./defaults.ts";
import { recordsOf } from "./hostCommand.ts";
import { markInterrupted } from "./markInterrupted.ts";
import { lockOf, releaseHost } from "./onHost.ts";
import { type Prepared, planDifference, prepare, type RunRequest, runnable } from "./prepare.ts";
import type { RunbookRegistry } from "./registry.ts";
import { heldText } from "./run/hostLocks.ts";
import { createRunRecord } from "./run/runRecord.ts";
import { type ActiveRun, startRun } from "./run/startRun.ts";
import type { RunStore } from "./runStore.ts";
import type { RunbookFleet } from "./types.ts";
import { reviewView } from "./views.ts";
import type { WriteMode } from "./writeMode.ts";

/** Longer, and what was looked at is not what is. */
const reviewMs = 15 * 60_000;
const mostReviews = 50;

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
  /** Who holds locks: `user@machine`. */
  readonly owner: string;
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
  takeLock(
    request: { readonly host: string; readonly holder: string; readonly by: string },
    signal: CancelSignal,
  ): Promise<void>;
  /** Leaves what runs as it is; the next start finds it interrupted. Resolves when nothing of it is at work any more. */
  close(): Promise<void>;
}

interface KeptReview {
  readonly request: RunRequest;
  readonly prepared: Prepared;
  readonly untilMs: number;
}

/** Reviews and runs runbooks: what runs is what was reviewed, confirmed and written down, or nothing. */
export function createRunbooksService(dependencies: Dependencies): RunbooksService {
  const { clock, log, newId, registry, fleet, store, audit, writeMode, sources, http, secrets, owner } = dependencies;
  const ask = createAskCondition({ clock, sources });
  const reviews = new Map<string, KeptReview>();
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
    const run = startRun({ clock, plan, record, audit, http, ask, targets, secrets: values, mask, owner }, work);
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

  function keep(request: RunRequest, prepared: Prepared): { readonly id: string; readonly untilMs: number } {
    const nowMs = clock.nowMs();
    for (const [id, { untilMs }] of reviews) if (untilMs <= nowMs || reviews.size >= mostReviews) reviews.delete(id);
    const id = newId();
    reviews.set(id, { request, prepared, untilMs: nowMs + reviewMs });
    return { id, untilMs: nowMs + reviewMs };
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
        const { id, untilMs } = keep(request, prepared);
        const isOpen = (environment: string) => writeMode.open.some((one) => one.environment === environment);
        return reviewView(prepared, { id, atMs: clock.nowMs(), untilMs, checks, isOpen });
      } finally {
        connections.dispose();
      }
    },

    async run({ review, planHash, typed, reason, accepted, by }, signal) {
      const kept = reviews.get(review);
      if (!kept || kept.untilMs <= clock.nowMs()) {
        throw new MidwatchError(
          "CONFLICT",
          "This review was used already or is too old: review again. Nothing was changed",
        );
      }
      const { prepared, request } = kept;
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
      // One review, one run: whoever sends it again finds it used.
      reviews.delete(review);
      try {
        await checkAgain(prepared, request, accepted, signal);
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

    async takeLock({ host, holder, by }, signal) {
      const target = fleet.hosts.find((one) => one.host === host);
      if (!target) throw new MidwatchError("NOT_FOUND", `${host} is no host of this workspace`);
      writeMode.require(target.environment);
      const connections = fleet.connections();
      try {
        const connection = await connections.of(host, signal);
        audit.append({ kind: "lock.takenOver", by, host, environment: target.environment, text: holder });
        // Taken and given back at once: the run that follows takes it as any other.
        const nowSeconds = Math.floor(clock.nowMs() / 1000);
        const run = newId();
        const own = formatHolder({
          owner,
          run,
          runbook: "take-over",
          sinceSeconds: nowSeconds,
          untilSeconds: nowSeconds + 60,
        });
        const state = await lockOf(host, connection, { kind: "takeOver", from: holder, holder: own }, signal);
        if (state.kind === "held") throw new MidwatchError("CONFLICT", heldText(host, state));
        await releaseHost(host, connection, { holder: own, records: recordsOf(run) });
      } finally {
        connections.dispose();
      }
    },

    async close() {
      const runs = [...active.values()];
      for (const run of runs) run.abandon();
      await Promise.all(runs.map(({ done }) => done.catch(() => {})));
      owned.dispose();
    },
  };

  /** The world may have moved since the review: the same plan has to come out of it, and every check has to hold now. */
  async function checkAgain(
    prepared: Prepared,
    request: RunRequest,
    accepted: readonly string[],
    signal: CancelSignal,
  ): Promise<void> {
    registry.refresh();
    const connections = fleet.connections();
    try {
      const again = await prepare({ registry, fleet }, request, connections, signal);
      if (again.planHash !== prepared.planHash) {
        throw new MidwatchError(
          "CONFLICT",
          `${planDifference(prepared.plan, again.plan)} since the review: review again. Nothing was changed`,
        );
      }
      const [cap] = again.blast.problems;
      if (cap !== undefined) throw new MidwatchError("CONFLICT", `${cap}. Nothing was changed`);
      const checks = await runChecks(checkDependencies, again, connections, signal);
      const open = checks.find((check) => stands(check, accepted));
      if (open) {
        throw new MidwatchError(
          "CONFLICT",
          `${open.title}${open.host === null ? "" : ` on ${open.host}`}: ${open.problem}. Nothing was changed`,
        );
      }
    } finally {
      connections.dispose();
    }
  }
}

/** Whether a check stands against a run. */
function stands({ id, state, severity }: ReviewCheck, accepted: readonly string[]): boolean {
  return state !== "passed" && !(severity === "warn" && accepted.includes(id));
}
