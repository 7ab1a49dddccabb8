import type { EnvironmentKind } from "../workspace/model.ts";
import { type Action, type ActionValues, actionOf, conditionOf, isSkipped } from "./action.ts";
import type { Condition } from "./condition.ts";
import type { Risk } from "./frontMatter.ts";
import { isChange } from "./problems.ts";
import type { RunnableRunbook } from "./runbook.ts";
import type { OnFailure, Step } from "./step.ts";
import { stepTimeoutMs, stepTitle } from "./stepWords.ts";
import { expandText, parametersOf } from "./template.ts";
import { planWaves } from "./waves.ts";

/** Who a host is, beyond its name. A cluster is its uid (`machineId`) at the address of its API (`hostname`). */
export interface HostIdentity {
  /** SHA256 fingerprint; null where the system's ssh checked the key and kept it to itself. */
  readonly hostKey: string | null;
  readonly hostname: string;
  readonly machineId: string;
}

/** A host that a run acts on, as the console knows it. */
export interface TargetFacts {
  readonly host: string;
  readonly environment: string;
  readonly environmentKind: EnvironmentKind;
  readonly user: string;
  readonly identity: HostIdentity;
}

interface PlannedStep {
  readonly title: string;
  readonly kind: Step["kind"];
  readonly changes: boolean;
  readonly timeoutMs: number;
  readonly onFailure: OnFailure;
}

export interface PlannedTarget extends TargetFacts {
  /** One for each step. */
  readonly actions: readonly Action[];
  /** For each step what takes it back; empty where nothing does. */
  readonly undo: readonly (readonly Action[])[];
  /** What takes the whole run back, after the steps' own. */
  readonly undoAll: readonly Action[];
}

/** A check, guard or verification: of one target where its query names the host, else of the run. */
export interface PlannedCondition {
  readonly title: string;
  readonly host: string | null;
  readonly source: string;
  readonly condition: Condition;
}

/** Exactly what a run does. Two plans are the same when their canonical JSON is. */
export interface Plan {
  readonly runbook: string;
  readonly title: string;
  /** SHA-256 of the file, hexadecimal. */
  readonly revision: string;
  readonly risk: Risk;
  readonly parameters: Readonly<Record<string, string>>;
  /** The parameters that name secrets. */
  readonly secrets: readonly string[];
  readonly targets: readonly PlannedTarget[];
  /** Names of hosts, wave by wave. */
  readonly waves: readonly (readonly string[])[];
  readonly pauseMs: number;
  readonly maxFailures: number;
  readonly steps: readonly PlannedStep[];
  readonly preflight: readonly (PlannedCondition & { readonly severity: "block" | "warn" })[];
  readonly guards: readonly (PlannedCondition & { readonly forMs: number })[];
  readonly verify: {
    readonly conditions: readonly PlannedCondition[];
    readonly windowMs: number;
    readonly timeoutMs: number;
    readonly next: string | null;
  } | null;
}

/**
 * Resolves a runbook for its targets and values, which were checked before. Throws BAD_REQUEST for a value that would become an
 * option of a command, or that names no object of a cluster.
 */
export function buildPlan(
  runbook: RunnableRunbook,
  request: {
    readonly revision: string;
    readonly parameters: Readonly<Record<string, string>>;
    readonly targets: readonly TargetFacts[];
  },
): Plan {
  const { front, steps } = runbook;
  const { parameters, targets } = request;
  const secrets = Object.keys(front.params).filter((name) => front.params[name]?.type === "secret");
  const given = (host: string): ActionValues => ({ values: { ...parameters, host }, secrets: new Set(secrets) });
  const names = targets.map(({ host }) => host);

  /** One condition for each target that the query tells apart. */
  const conditions = (title: string, query: string, source: string): readonly PlannedCondition[] => {
    const ofHost = (host: string) => conditionOf(query, given(host).values);
    const isOfHost = parametersOf(query).includes("host");
    const hosts = isOfHost ? names : [null];
    return hosts.map((host) => ({ title, host, source, condition: ofHost(host ?? "") }));
  };

  const { verify } = front;
  return {
    runbook: runbook.id,
    title: runbook.title,
    revision: request.revision,
    risk: front.risk,
    parameters,
    secrets,
    targets: targets.map((target) => {
      const resolved = (step: Step) => actionOf(step, given(target.host));
      const undoOf = (undo: readonly Step[]) => undo.map(resolved).filter(({ kind }) => kind !== "skip");
      return {
        ...target,
        actions: steps.map(resolved),
        undo: steps.map((step) => (isSkipped(step, parameters) ? [] : undoOf(step.undo))),
        undoAll: undoOf(front.undo),
      };
    }),
    waves: planWaves(names, front.rollout),
    pauseMs: front.rollout.pause ?? 0,
    maxFailures: front.rollout.maxFailures,
    steps: steps.map((step) => ({
      title: expandText(stepTitle(step), { ...parameters, host: "each host" }),
      kind: step.kind,
      changes: isChange(step) && !isSkipped(step, parameters),
      timeoutMs: stepTimeoutMs(step),
      onFailure: "on_failure" in step ? step.on_failure : "stop",
    })),
    preflight: front.preflight.flatMap(({ title, query, source, severity }) =>
      conditions(title, query, source).map((one) => ({ ...one, severity })),
    ),
    guards: front.guards.flatMap(({ title, query, source, for: forMs }) =>
      conditions(title, query, source).map((one) => ({ ...one, forMs })),
    ),
    verify: verify
      ? {
          conditions: conditions(runbook.title, verify.query, verify.source),
          windowMs: verify.window,
          timeoutMs: verify.timeout,
          next: verify.next ?? null,
        }
      : null,
  };
}
