import type {
  ListedRunbook,
  Review,
  ReviewCheck,
  RunbookPage,
  RunSummary,
  UndoPlan,
} from "../../../shared/contract/areas/runbooks.ts";
import { formatSpan } from "../../../shared/domain/format/duration.ts";
import { longestRunMs } from "../../../shared/domain/runbook/newRun.ts";
import type { Plan } from "../../../shared/domain/runbook/plan.ts";
import { isChange } from "../../../shared/domain/runbook/problems.ts";
import type { RunState } from "../../../shared/domain/runbook/runState.ts";
import { shellWords } from "../../../shared/domain/runbook/shellWords.ts";
import type { Step } from "../../../shared/domain/runbook/step.ts";
import { stepTimeoutMs, stepTitle } from "../../../shared/domain/runbook/stepWords.ts";
import { undoActions } from "../../../shared/domain/runbook/undoActions.ts";
import type { Prepared } from "./prepare.ts";
import type { RegisteredRunbook } from "./registry.ts";
import { actionText } from "./run/runAction.ts";

export function runSummary(state: RunState): RunSummary {
  const [first] = state.verification?.conditions ?? [];
  const { id, runbook, title, by, reason, startedAtMs, endedAtMs, phase, outcome, verdict } = state;
  return {
    ...{ id, runbook, title, by, reason, startedAtMs, endedAtMs, phase, outcome, verdict },
    targets: state.targets.map(({ host }) => host),
    measured: first?.query ?? null,
    before: first?.before?.value ?? null,
    after: first?.now?.value ?? null,
  };
}

export function listedRunbook(one: RegisteredRunbook, runs: readonly RunState[]): ListedRunbook {
  const front = one.runbook?.kind === "runbook" ? one.runbook.front : null;
  const own = runs.filter(({ runbook }) => runbook === one.id);
  const [last] = own;
  return {
    id: one.id,
    title: one.title,
    summary: front?.summary ?? null,
    risk: front?.risk ?? null,
    targets: front?.targets.kind ?? null,
    builtin: one.builtin,
    file: one.file,
    steps: one.runbook?.kind === "runbook" ? one.runbook.steps.length : 0,
    problems: [...one.problems],
    runs: own.length,
    lastRun: last ? runSummary(last) : null,
  };
}

export function runbookPage(one: RegisteredRunbook, runs: readonly RunState[]): RunbookPage {
  const runbook = one.runbook?.kind === "runbook" ? one.runbook : null;
  return {
    ...listedRunbook(one, runs),
    owner: runbook?.front.owner ?? null,
    revision: one.revision,
    // A file with problems keeps its text; its steps are of no use then.
    segments: one.segments
      .filter(({ kind }) => kind === "markdown" || runbook !== null)
      .map((segment) => ({ ...segment })),
    shownSteps: (runbook?.steps ?? []).map((step) => ({
      title: stepTitle(step),
      kind: step.kind,
      text: stepText(step),
      isScript: step.kind === "script",
      changes: isChange(step),
      timeoutMs: stepTimeoutMs(step),
      onFailure: "on_failure" in step ? step.on_failure : "stop",
      undo: step.undo.map(stepText),
    })),
    parameters: Object.entries(runbook?.front.params ?? {}).map(([name, definition]) => ({ name, definition })),
    preflight: (runbook?.front.preflight ?? []).map(({ title, query }) => ({ title, query })),
    guards: (runbook?.front.guards ?? []).map(({ title, query }) => ({ title, query })),
    verify: runbook?.front.verify?.query ?? null,
  };
}

export function reviewView(
  { plan, planHash, blast, confirmation }: Prepared,
  given: {
    readonly id: string;
    readonly atMs: number;
    readonly untilMs: number;
    readonly checks: readonly ReviewCheck[];
    readonly isOpen: (environment: string) => boolean;
  },
): Review {
  const environments = new Map(plan.targets.map(({ environment, environmentKind }) => [environment, environmentKind]));
  return {
    id: given.id,
    planHash,
    runbook: plan.runbook,
    atMs: given.atMs,
    untilMs: given.untilMs,
    environments: [...environments].map(([name, kind]) => ({ name, kind, open: given.isOpen(name) })),
    targets: plan.targets.map(({ host, environment, user, identity, actions, undo, undoAll }) => ({
      ...{ host, environment, user, ...identity },
      actions: actions.map((action, step) => ({
        step,
        text: actionText(action),
        undo: (undo[step] ?? []).map(actionText),
      })),
      undoAll: undoAll.map(actionText),
    })),
    waves: plan.waves.map((wave) => [...wave]),
    pauseMs: plan.pauseMs,
    steps: plan.steps.map((step) => ({ ...step })),
    checks: [...given.checks],
    blast,
    confirmation,
    verify: plan.verify && {
      texts: [...new Set(plan.verify.conditions.map(({ condition }) => condition.text))],
      windowMs: plan.verify.windowMs,
      timeoutMs: plan.verify.timeoutMs,
      next: plan.verify.next,
    },
    guards: plan.guards.map(({ title, condition, forMs }) => ({ title, text: condition.text, forMs })),
    longestMs: longestRunMs(plan),
    undoable: plan.targets.some(({ undo, undoAll }) => undoAll.length + undo.flat().length > 0),
  };
}

/** What an undo of a run would run, target by target. */
export function undoView(plan: Plan, { targets }: Pick<RunState, "targets">): UndoPlan {
  return {
    targets: targets.flatMap((target) => {
      const planned = plan.targets.find(({ host }) => host === target.host);
      if (!planned || target.changed.length === 0 || target.state === "undone") return [];
      const actions = undoActions(planned, target);
      const isTakenBack = (step: number) => actions.some((one) => one.step === step || one.step === null);
      return [
        {
          host: target.host,
          actions: actions.map(({ step, action }) => ({ step, text: actionText(action) })),
          kept: target.changed.filter((step) => !isTakenBack(step)),
        },
      ];
    }),
  };
}

/** A step as its file has it, parameters by name. */
function stepText(step: Step): string {
  return "when" in step && step.when !== undefined
    ? `${doneText(step)}  (only when ${step.when} has a value)`
    : doneText(step);
}

function doneText(step: Step): string {
  switch (step.kind) {
    case "ssh":
      return shellWords(step.ssh);
    case "script":
      return step.script;
    case "systemd":
      return `systemctl ${step.systemd.action} ${step.systemd.name}`;
    case "docker":
      return `docker ${step.docker.action} ${step.docker.name}`;
    case "compose":
      return `docker compose ${step.compose.restart === undefined ? `scale ${step.compose.scale?.service}=${step.compose.scale?.replicas}` : `restart ${step.compose.restart}`}`;
    case "http":
      return `${step.http.method} ${step.http.url}`;
    case "wait":
      return `wait ${formatSpan(step.wait)}`;
    case "until":
      return step.until;
    case "verify":
      return step.verify;
    case "ask":
      return step.ask;
    case "kubernetes":
      return Object.entries(step.kubernetes)
        .map(([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`)
        .join(", ");
  }
}
