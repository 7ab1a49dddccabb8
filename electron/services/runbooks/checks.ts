import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { errorText } from "../../../shared/base/errors.ts";
import type { ReviewCheck } from "../../../shared/contract/areas/runbooks.ts";
import { formatDuration, formatSpan } from "../../../shared/domain/format/duration.ts";
import { clusterActionText } from "../../../shared/domain/kubernetes/clusterAction.ts";
import { dryRunId } from "../../../shared/domain/runbook/dryRunId.ts";
import type { ServiceBudget } from "../../../shared/domain/slo/serviceBudget.ts";
import type { AskCondition } from "./askCondition.ts";
import { budgetChecks } from "./budgetChecks.ts";
import { dryRun } from "./cluster/dryRun.ts";
import { readLease } from "./cluster/lease.ts";
import { heldText } from "./heldText.ts";
import { lockOf } from "./onHost.ts";
import { isForClusters, type Prepared } from "./prepare.ts";
import type { RunStore } from "./runStore.ts";
import { sudoChecks } from "./sudoChecks.ts";
import type { RunConnections } from "./types.ts";

const hourMs = 3_600_000;

export interface CheckDependencies {
  readonly clock: Clock;
  readonly ask: AskCondition;
  readonly store: Pick<RunStore, "list">;
  /** The run of this console that is at work on a host, by its title; null when none is. */
  readonly busyWith: (host: string) => string | null;
  /** Error budgets of the services on hosts. */
  readonly budgetsOn: (hosts: readonly string[]) => readonly ServiceBudget[];
}

/** Everything that has to hold before a run: what every run asks for, then what the runbook does. */
export async function runChecks(
  dependencies: CheckDependencies,
  prepared: Prepared,
  connections: RunConnections,
  signal?: CancelSignal,
): Promise<readonly ReviewCheck[]> {
  const { plan } = prepared;
  const changes = plan.risk !== "read-only";
  const hosts = plan.targets.map(({ host }) => host);
  const onClusters = isForClusters(plan);
  const bySudo = Promise.all(plan.targets.map((target) => sudoChecks(target, connections, signal)));
  const found = await Promise.all([
    ...(changes && onClusters ? hosts.map((host) => leaseCheck(dependencies, host, connections, signal)) : []),
    ...(changes && !onClusters ? hosts.map((host) => lockCheck(dependencies, host, connections, signal)) : []),
    ...(onClusters ? dryRunChecks(dependencies, prepared, connections, signal) : []),
    ...plan.preflight.map(async ({ title, host, condition, source, severity }, index): Promise<ReviewCheck> => {
      const { outcome, value, problem } = await dependencies.ask({ condition, source }, signal);
      const state = outcome === "true" ? "passed" : outcome === "false" ? "failed" : "missing";
      const words = outcome === "missing" ? (problem ?? "There is no value: it proves nothing") : `It is ${value}`;
      return {
        id: `preflight-${index}`,
        title,
        text: condition.text,
        host,
        state,
        value,
        severity,
        problem: state === "passed" ? null : words,
        holder: null,
      };
    }),
  ]);
  return [
    ...(changes ? paceChecks(dependencies, prepared) : []),
    ...budgetChecks(plan, dependencies.budgetsOn(hosts)),
    ...found,
    ...(await bySudo).flat(),
  ];
}

/** Of a cluster that is its Lease. */
function leaseCheck(
  dependencies: CheckDependencies,
  host: string,
  connections: RunConnections,
  signal: CancelSignal | undefined,
): Promise<ReviewCheck> {
  return exclusiveCheck(dependencies, host, "Lease kube-system/midwatch", async () => {
    const lock = await readLease((await connections.cluster(host, signal)).api, dependencies.clock.nowMs(), signal);
    return lock.kind === "held" ? { problem: heldText(host, lock), holder: lock.holder } : null;
  });
}

/** One for each step that changes a cluster; the text is what the cluster says would be different. */
function dryRunChecks(
  { clock }: CheckDependencies,
  { plan }: Prepared,
  connections: RunConnections,
  signal = new AbortController().signal as CancelSignal,
): readonly Promise<ReviewCheck>[] {
  return plan.targets.flatMap(({ host, actions }) =>
    actions.flatMap((action, step) => {
      if (action.kind !== "kubernetes") return [];
      const base = {
        id: dryRunId(host, step),
        title: `Dry run of step ${step + 1}`,
        host,
        value: null,
        holder: null,
      } as const;
      // A budget may let a drain through by the time it runs.
      const severity = action.verb === "drain" ? "warn" : "block";
      const check = async (): Promise<ReviewCheck> => {
        const { lines, problem } = await dryRun((await connections.cluster(host, signal)).api, action, {
          nowMs: clock.nowMs(),
          signal,
        });
        const text = lines.length === 0 ? clusterActionText(action) : lines.join("\n");
        return { ...base, severity, text, state: problem === null ? "passed" : "failed", problem };
      };
      return [check()];
    }),
  );
}

function lockCheck(
  dependencies: CheckDependencies,
  host: string,
  connections: RunConnections,
  signal: CancelSignal | undefined,
): Promise<ReviewCheck> {
  return exclusiveCheck(dependencies, host, "/tmp/midwatch.lock", async () => {
    const lock = await lockOf(host, await connections.of(host, signal), { kind: "lockState" }, signal);
    return lock.kind === "held" ? { problem: heldText(host, lock), holder: lock.holder } : null;
  });
}

/** Whether this console is at work there itself, else who holds the lock; `text` says where the lock is. */
async function exclusiveCheck(
  { busyWith }: CheckDependencies,
  host: string,
  text: string,
  held: () => Promise<Pick<ReviewCheck, "problem" | "holder"> | null>,
): Promise<ReviewCheck> {
  const base = {
    id: `lock-${host}`,
    title: "No other run holds the lock",
    text,
    host,
    severity: "block",
    value: null,
    holder: null,
    problem: null,
  } as const;
  const own = busyWith(host);
  if (own !== null) return { ...base, state: "failed", problem: `${own} is at work on ${host} in this console` };
  try {
    const by = await held();
    return by === null ? { ...base, state: "passed" } : { ...base, state: "failed", ...by };
  } catch (error) {
    return { ...base, state: "missing", problem: errorText(error) };
  }
}

/** How soon again and how often: a runbook that runs in circles repairs nothing. */
function paceChecks({ clock, store }: CheckDependencies, { plan, runbook }: Prepared): readonly ReviewCheck[] {
  const { cooldown, maxPerHour } = runbook.front;
  const nowMs = clock.nowMs();
  const runs = store.list({ runbook: plan.runbook, limit: 200 });
  const lastHour = runs.filter(({ startedAtMs }) => nowMs - startedAtMs < hourMs).length;
  const hosts = new Set(plan.targets.map(({ host }) => host));
  const lately = runs.find(
    ({ endedAtMs, targets }) =>
      endedAtMs !== null &&
      nowMs - endedAtMs < cooldown &&
      targets.some(({ host, changed }) => changed.length > 0 && hosts.has(host)),
  );
  const waitMs = lately?.endedAtMs == null ? 0 : lately.endedAtMs + cooldown - nowMs;
  const base = { host: null, severity: "block", holder: null } as const;
  return [
    {
      ...base,
      id: "cooldown",
      title: "The last run is long enough ago",
      text: `${formatSpan(cooldown)} between two runs on a host`,
      state: lately ? "failed" : "passed",
      value: null,
      problem: lately ? `It ran lately: again in ${formatDuration(waitMs / 1000)}` : null,
    },
    {
      ...base,
      id: "pace",
      title: "Runs of the last hour",
      text: `fewer than ${maxPerHour}`,
      state: lastHour < maxPerHour ? "passed" : "failed",
      value: lastHour,
      problem:
        lastHour < maxPerHour ? null : `It ran ${lastHour} times within an hour and did not help: look for another way`,
    },
  ];
}
