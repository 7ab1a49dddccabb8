import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { DisposableStore } from "../../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../../shared/base/emitter.ts";
import type { Review } from "../../../shared/contract/areas/runbooks.ts";
import type { AuditLog } from "../audit/types.ts";
import type { HttpService } from "../http/types.ts";
import type { Log } from "../log.ts";
import type { SourcesService } from "../sources/types.ts";
import type { SecretStore } from "../store/types.ts";
import { createActiveRuns } from "./activeRuns.ts";
import { createAskCondition } from "./askCondition.ts";
import { type CheckDependencies, runChecks } from "./checks.ts";
import { defaultValues } from "./defaults.ts";
import { createKeptReviews } from "./keptReviews.ts";
import { markInterrupted } from "./markInterrupted.ts";
import { prepare, type RunRequest, runnable } from "./prepare.ts";
import type { RunbookRegistry } from "./registry.ts";
import type { ActiveRun } from "./run/startRun.ts";
import type { RunStore } from "./runStore.ts";
import { type StartRequest, startReviewed } from "./startReviewed.ts";
import { type LockTakeOver, takeLock } from "./takeLock.ts";
import type { RunbookFleet } from "./types.ts";
import { type UndoRequest, undoRun } from "./undoRun.ts";
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
  readonly budgetsOn: CheckDependencies["budgetsOn"];
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
  /** The id of the run. */
  run(request: StartRequest, signal: CancelSignal): Promise<string>;
  undo(request: UndoRequest): Promise<void>;
  takeLock(request: LockTakeOver, signal: CancelSignal): Promise<void>;
  /** Leaves what runs as it is; the next start finds it interrupted. Resolves when nothing of it is at work any more. */
  close(): Promise<void>;
}

/** Reviews and runs runbooks: what runs is what was reviewed, confirmed and written down, or nothing. */
export function createRunbooksService(dependencies: Dependencies): RunbooksService {
  const { clock, log, newId, registry, fleet, store, audit, writeMode, sources, http, secrets, machine, budgetsOn } =
    dependencies;
  const owned = new DisposableStore();
  const changed = owned.add(new Emitter<void>());
  owned.add(registry.onChange(() => changed.fire()));
  const ask = createAskCondition({ clock, sources });
  const reviews = createKeptReviews({ clock, newId });
  const runs = createActiveRuns({ clock, log, fleet, store, audit, http, ask, machine, changed: () => changed.fire() });
  const checking = { clock, ask, store, busyWith: runs.busyWith, budgetsOn, registry, fleet };

  markInterrupted({ clock, log, store, audit });
  return {
    registry,
    onChange: changed.event,
    active: runs.byId,
    defaults: (id, signal) => defaultValues(runnable(registry, id).runbook, { clock, sources }, signal),
    async review(request, signal) {
      const connections = fleet.connections();
      try {
        const prepared = await prepare({ registry, fleet }, request, connections, signal);
        const checks = await runChecks(checking, prepared, connections, signal);
        const { id, untilMs } = reviews.keep(request, prepared);
        const isOpen = (environment: string) => writeMode.open.some((one) => one.environment === environment);
        return reviewView(prepared, { id, atMs: clock.nowMs(), untilMs, checks, isOpen });
      } finally {
        connections.dispose();
      }
    },
    run: (request, signal) =>
      startReviewed({ ...checking, newId, reviews, runs, audit, writeMode, secrets, store }, request, signal),
    undo: (request) => undoRun({ store, runs, audit, writeMode, secrets }, request),
    takeLock: (request, signal) => takeLock({ clock, newId, fleet, audit, writeMode, machine }, request, signal),
    async close() {
      await runs.close();
      owned.dispose();
    },
  };
}
