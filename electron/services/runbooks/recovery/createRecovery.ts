import type { Clock } from "../../../../shared/base/clock.ts";
import { type Disposable, DisposableStore } from "../../../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../../../shared/base/emitter.ts";
import { errorText, MidwatchError } from "../../../../shared/base/errors.ts";
import type { RecoveryCase, RecoveryStatus } from "../../../../shared/contract/areas/recovery.ts";
import type { Review } from "../../../../shared/contract/areas/runbooks.ts";
import type { Alert } from "../../../../shared/domain/alerts/alert.ts";
import { hostOf } from "../../../../shared/domain/alerts/alertWords.ts";
import { type PolicyStanding, standingOf } from "../../../../shared/domain/runbook/recovery.ts";
import type { RecoveryPolicy } from "../../../../shared/domain/workspace/recovery.ts";
import type { AlertsService } from "../../alerts/types.ts";
import type { AuditLog } from "../../audit/types.ts";
import type { RunbooksService } from "../createRunbooksService.ts";
import type { RunStore } from "../runStore.ts";
import type { RunbookFleet } from "../types.ts";

/** Of a case; older ones are in the audit log. */
const mostCases = 50;
const mostRuns = 200;

/** Answers alerts with runbooks as the workspace's policies say: through the same review, checks, guards and audit as a person. */
export interface Recovery extends Disposable {
  setPolicies(policies: readonly RecoveryPolicy[]): void;
  readonly policies: readonly RecoveryStatus[];
  /** Newest first. */
  readonly cases: readonly RecoveryCase[];
  readonly onChange: Event<void>;
  /** After a person has looked: the failures so far do not count any more. NOT_FOUND; STORE_FAILED when it cannot be written down. */
  closeBreaker(on: string, by: string): void;
}

interface Dependencies {
  readonly clock: Clock;
  readonly alerts: Pick<AlertsService, "alerts" | "onChange">;
  readonly runbooks: Pick<RunbooksService, "review" | "run" | "defaults" | "onChange">;
  readonly fleet: Pick<RunbookFleet, "hosts">;
  readonly store: Pick<RunStore, "list">;
  readonly audit: Pick<AuditLog, "append">;
}

export function createRecovery({ clock, alerts, runbooks, fleet, store, audit }: Dependencies): Recovery {
  const owned = new DisposableStore();
  const changed = owned.add(new Emitter<void>());
  const ending = new AbortController();
  const closedMs = new Map<string, number>();
  /** By alert and the moment since which it holds: each firing is answered once. */
  const cases = new Map<string, RecoveryCase>();
  /** Held only by their policy's pace: they are looked at again while they fire. */
  const waiting = new Set<string>();
  let policies: readonly RecoveryPolicy[] = [];
  let answering = false;

  const authorOf = ({ on }: RecoveryPolicy) => `policy ${on}`;

  function standing(policy: RecoveryPolicy): PolicyStanding {
    const runs = store.list({ runbook: policy.runbook, limit: mostRuns }).filter(({ by }) => by === authorOf(policy));
    const { maxPerHour } = policy;
    return standingOf(runs, { maxPerHour, nowMs: clock.nowMs(), closedMs: closedMs.get(policy.on) ?? 0 });
  }

  function tell(key: string, one: RecoveryCase): void {
    cases.delete(key);
    cases.set(key, one);
    for (const old of cases.keys()) if (cases.size > mostCases) cases.delete(old);
    changed.fire();
  }

  function look(): void {
    const firing = new Map<string, Alert>();
    if (policies.length > 0)
      for (const alert of alerts.alerts.values()) if (alert.state === "firing") firing.set(keyOf(alert), alert);
    for (const [key, { state }] of cases) {
      if (firing.has(key)) continue;
      waiting.delete(key);
      // What nobody decided is of no use any more.
      if (state === "proposed") cases.delete(key);
    }
    void answerAll(firing);
    changed.fire();
  }

  /** One after the other, so that each sees what the ones before it started. */
  async function answerAll(firing: ReadonlyMap<string, Alert>): Promise<void> {
    if (answering) return;
    answering = true;
    try {
      for (const [key, alert] of firing) {
        const policy = policies.find(({ on }) => on === alert.name);
        if (policy && !ending.signal.aborted && (!cases.has(key) || waiting.has(key))) await answer(key, alert, policy);
      }
    } finally {
      answering = false;
    }
  }

  async function answer(key: string, alert: Alert, policy: RecoveryPolicy): Promise<void> {
    const host = hostOf(alert);
    const base = {
      ...{ id: key, alert: alert.name, host, runbook: policy.runbook, atMs: clock.nowMs() },
      ...{ parameters: policy.params, run: null },
    };
    const hold = (text: string) => tell(key, { ...base, state: "held", text });
    const target = fleet.hosts.find((one) => one.host === host);
    if (!target) return hold("The alert names no host of this workspace");
    if (!policy.environments.includes(target.environment))
      return hold(`${target.host} is in ${target.environment}, where this policy does not act`);
    const { obstacle } = standing(policy);
    if (obstacle !== null) {
      waiting.add(key);
      return hold(obstacle);
    }
    waiting.delete(key);
    if (policy.runs === "approval") return tell(key, { ...base, state: "proposed", text: "A person confirms it" });
    tell(key, { ...base, state: "checking", text: "It is reviewed" });
    try {
      const parameters = { ...(await runbooks.defaults(policy.runbook, ending.signal)), ...policy.params };
      const asked = { runbook: policy.runbook, targets: [target.host], parameters };
      const review = await runbooks.review(asked, ending.signal);
      const standsAgainst = obstacleOf(review);
      if (standsAgainst !== null) return hold(standsAgainst);
      const { id, planHash } = review;
      const reason = `${alert.name} fires on ${target.host}`;
      const authority = { kind: "policy", name: policy.on } as const;
      const run = await runbooks.run({ review: id, planHash, reason, accepted: [], authority }, ending.signal);
      tell(key, { ...base, state: "started", text: "It runs by itself", run });
    } catch (error) {
      if (!ending.signal.aborted) hold(errorText(error));
    }
  }

  owned.add(alerts.onChange(look));
  owned.add(runbooks.onChange(look));
  return {
    setPolicies(next) {
      policies = next;
      look();
    },
    get policies() {
      return policies.map((policy) => ({ ...policy, environments: [...policy.environments], ...standing(policy) }));
    },
    get cases() {
      return [...cases.values()].reverse();
    },
    onChange: changed.event,
    closeBreaker(on, by) {
      if (!policies.some((policy) => policy.on === on))
        throw new MidwatchError("NOT_FOUND", `No policy of this workspace answers ${on}`);
      audit.append({ kind: "recovery.closed", by, text: `Breaker of ${on}` });
      closedMs.set(on, clock.nowMs());
      look();
    },
    dispose() {
      ending.abort();
      owned.dispose();
    },
  };
}

function keyOf({ id, sinceMs }: Alert): string {
  return `${id} ${sinceMs}`;
}

/** Nobody is there to accept a warning. */
function obstacleOf({ blast, checks }: Review): string | null {
  const open = checks.find(({ state }) => state !== "passed");
  return blast.problems[0] ?? (open ? `${open.title}: ${open.problem ?? open.state}` : null);
}
