import type { Clock } from "../../../shared/base/clock.ts";
import { errorText } from "../../../shared/base/errors.ts";
import { maskSecrets } from "../../../shared/domain/runbook/maskSecrets.ts";
import type { Plan } from "../../../shared/domain/runbook/plan.ts";
import type { RunState } from "../../../shared/domain/runbook/runState.ts";
import type { AuditLog } from "../audit/types.ts";
import type { HttpService } from "../http/types.ts";
import type { Log } from "../log.ts";
import type { AskCondition } from "./askCondition.ts";
import { bindTarget } from "./boundTarget.ts";
import { isForClusters } from "./prepare.ts";
import { createRunRecord } from "./run/runRecord.ts";
import { type ActiveRun, startRun } from "./run/startRun.ts";
import type { RunStore } from "./runStore.ts";
import type { RunbookFleet } from "./types.ts";

/** The runs at work in this console. */
export interface ActiveRuns {
  readonly byId: ReadonlyMap<string, ActiveRun>;
  /** The run that is at work on a host, by its title; null when none is. */
  busyWith(host: string): string | null;
  /** `secrets` are the values of the plan's, by parameter. */
  begin(plan: Plan, state: RunState, secrets: Readonly<Record<string, string>>, work: "run" | "undo"): void;
  /** Leaves what runs as it is; resolves when nothing of it is at work any more. */
  close(): Promise<void>;
}

export function createActiveRuns(dependencies: {
  readonly clock: Clock;
  readonly log: Log;
  readonly fleet: Pick<RunbookFleet, "connections">;
  readonly store: RunStore;
  readonly audit: AuditLog;
  readonly http: Pick<HttpService, "client">;
  readonly ask: AskCondition;
  readonly machine: string;
  /** A run began or ended. */
  readonly changed: () => void;
}): ActiveRuns {
  const { clock, log, fleet, store, audit, http, ask, machine, changed } = dependencies;
  const byId = new Map<string, ActiveRun>();
  return {
    byId,
    busyWith(host) {
      for (const { record } of byId.values()) {
        if (record.state.risk !== "read-only" && record.state.targets.some((one) => one.host === host))
          return record.state.title;
      }
      return null;
    },
    begin(plan, state, secrets, work) {
      const connections = fleet.connections();
      const record = createRunRecord({ clock, store, state });
      const isCluster = isForClusters(plan);
      const bound = plan.targets.map(
        ({ host, identity }) => [host, bindTarget({ host, identity, isCluster }, connections)] as const,
      );
      const mask = maskSecrets(Object.values(secrets));
      const targets = new Map(bound);
      const run = startRun({ clock, plan, record, audit, http, ask, targets, secrets, mask, machine }, work);
      byId.set(state.id, run);
      changed();
      void run.done
        .catch((error) =>
          log.error("A run could not be written down to its end", { run: state.id, error: errorText(error) }),
        )
        .finally(() => {
          byId.delete(state.id);
          connections.dispose();
          changed();
        });
    },
    async close() {
      const runs = [...byId.values()];
      for (const run of runs) run.abandon();
      await Promise.all(runs.map(({ done }) => done.catch(() => {})));
    },
  };
}
