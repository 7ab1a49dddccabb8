import { createHash } from "node:crypto";
import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { type BlastRadius, computeBlastRadius } from "../../../shared/domain/runbook/blastRadius.ts";
import { canonicalJson } from "../../../shared/domain/runbook/canonicalJson.ts";
import { type Confirmation, confirmationOf } from "../../../shared/domain/runbook/confirmation.ts";
import { valueProblem } from "../../../shared/domain/runbook/parameterValue.ts";
import { buildPlan, type Plan } from "../../../shared/domain/runbook/plan.ts";
import type { RunnableRunbook } from "../../../shared/domain/runbook/runbook.ts";
import { readClusterIdentity, readIdentity } from "./boundTarget.ts";
import { withComputedUndo } from "./cluster/withComputedUndo.ts";
import type { RegisteredRunbook, RunbookRegistry } from "./registry.ts";
import type { RunbookFleet, RunConnections, RunnableHost } from "./types.ts";

export interface RunRequest {
  readonly runbook: string;
  readonly targets: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
}

/** A plan with what has to be known before it runs. */
export interface Prepared {
  readonly registered: RegisteredRunbook;
  readonly runbook: RunnableRunbook;
  readonly plan: Plan;
  readonly planHash: string;
  readonly blast: BlastRadius;
  readonly confirmation: Confirmation;
}

/** Throws NOT_FOUND, and BAD_REQUEST with what is wrong with a file that cannot run. */
export function runnable(
  registry: RunbookRegistry,
  id: string,
): { registered: RegisteredRunbook; runbook: RunnableRunbook } {
  const registered = registry.get(id);
  if (!registered) throw new MidwatchError("NOT_FOUND", `There is no runbook ${id}`);
  const [problem] = registered.problems;
  if (problem) {
    throw new MidwatchError("BAD_REQUEST", `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`);
  }
  const { runbook } = registered;
  if (runbook?.kind !== "runbook") throw new MidwatchError("BAD_REQUEST", `${id} is a text: it has nothing to run`);
  return { registered, runbook };
}

/** Resolves a request as it stands now: the file, the hosts, and who they are. */
export async function prepare(
  { registry, fleet }: { readonly registry: RunbookRegistry; readonly fleet: RunbookFleet },
  request: RunRequest,
  connections: RunConnections,
  signal?: CancelSignal,
): Promise<Prepared> {
  const { registered, runbook } = runnable(registry, request.runbook);
  const onClusters = runbook.front.targets.kind === "kubernetes";
  const choices = onClusters ? fleet.clusters : fleet.hosts;
  const hosts = chosenTargets(choices, request.targets, onClusters ? "cluster" : "host");
  const parameters = checkedParameters(
    runbook,
    request.parameters,
    fleet.hosts.map(({ host }) => host),
  );
  const targets = await Promise.all(
    hosts.map(async ({ host, environment, environmentKind, user }) => ({
      host,
      environment,
      environmentKind,
      user,
      identity: onClusters
        ? await readClusterIdentity(host, connections, signal)
        : await readIdentity(host, await connections.of(host, signal), signal),
    })),
  );
  const built = buildPlan(runbook, { revision: registered.revision, parameters, targets });
  const plan = onClusters ? await withComputedUndo(built, connections, signal) : built;
  return {
    registered,
    runbook,
    plan,
    planHash: createHash("sha256").update(canonicalJson(plan)).digest("hex"),
    blast: computeBlastRadius(choices, plan.waves, runbook.front.targets),
    confirmation: confirmationOf(plan.risk, targets),
  };
}

/** Why two plans differ, in the words of the first difference that a person would name. */
export function planDifference(reviewed: Plan, now: Plan): string {
  if (reviewed.revision !== now.revision) return "The runbook's file was changed";
  for (const target of reviewed.targets) {
    const found = now.targets.find(({ host }) => host === target.host);
    if (!found) return `${target.host} is no host of this workspace any more`;
    if (canonicalJson(found.identity) !== canonicalJson(target.identity)) {
      return `${target.host} is another host: it was ${target.identity.machineId} with the key ${target.identity.hostKey}, and is ${found.identity.machineId} with ${found.identity.hostKey}`;
    }
    if (found.environment !== target.environment) return `${target.host} is in ${found.environment} now`;
    if (found.user !== target.user) return `${target.host} is signed in to as ${found.user} now`;
  }
  if (reviewed.targets.length !== now.targets.length) return `The run has ${now.targets.length} targets now`;
  return "What would run is different";
}

/** Whether the plan's targets are clusters. */
export function isForClusters({ targets }: Pick<Plan, "targets">): boolean {
  return targets.some(({ actions }) => actions.some(({ kind }) => kind === "kubernetes"));
}

function chosenTargets(
  fleet: readonly RunnableHost[],
  names: readonly string[],
  what: "host" | "cluster",
): readonly RunnableHost[] {
  if (names.length === 0) throw new MidwatchError("BAD_REQUEST", "No target is chosen");
  if (new Set(names).size < names.length) throw new MidwatchError("BAD_REQUEST", "A target is chosen twice");
  return names.map((name) => {
    const found = fleet.find(({ host }) => host === name);
    if (!found) throw new MidwatchError("BAD_REQUEST", `${name} is no ${what} of this workspace`);
    return found;
  });
}

function checkedParameters(
  { front }: RunnableRunbook,
  given: Readonly<Record<string, string>>,
  hosts: readonly string[],
): Readonly<Record<string, string>> {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(front.params, name));
  if (unknown !== undefined) throw new MidwatchError("BAD_REQUEST", `${unknown} is no parameter of this runbook`);
  return Object.fromEntries(
    Object.entries(front.params).map(([name, definition]) => {
      const value = given[name];
      if (value === undefined) throw new MidwatchError("BAD_REQUEST", `${definition.title ?? name} has no value`);
      const problem = valueProblem(definition, value, hosts);
      if (problem !== null)
        throw new MidwatchError("BAD_REQUEST", `${definition.title ?? name}: ${JSON.stringify(value)} ${problem}`);
      return [name, value];
    }),
  );
}
