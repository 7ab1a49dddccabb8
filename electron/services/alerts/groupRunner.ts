import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { evaluateGroup, type GroupState, newGroupState } from "../../../shared/domain/alerts/rules/evaluateGroup.ts";
import { dueAtMs, groupOffsetMs } from "../../../shared/domain/alerts/rules/evaluationTime.ts";
import { nameOf } from "../../../shared/domain/alerts/rules/lintRules.ts";
import type { Rule, RuleGroup } from "../../../shared/domain/alerts/rules/ruleFile.ts";
import type { Labels, Sample } from "../../../shared/domain/metrics/model.ts";
import { localSourceName } from "../../../shared/domain/workspace/localSource.ts";
import type { MetricSource } from "../sources/types.ts";
import { samplesOfAnswer } from "./ruleAnswers.ts";
import type { RuleGroupStatus } from "./types.ts";

export interface GroupRunnerOptions {
  readonly group: RuleGroup;
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly source: () => Pick<MetricSource, "queryInstant">;
  readonly externalLabels: Labels;
  /** As the group was left, where it was there before. */
  readonly state: GroupState | null;
  write(ruleIndex: number, timeMs: number, samples: readonly Sample[] | null): void;
  /** The group was evaluated. */
  evaluated(before: GroupState, after: GroupState, timeMs: number): void;
}

export interface GroupRunner extends Disposable {
  readonly state: GroupState;
  readonly status: RuleGroupStatus;
}

/** Evaluates one group at its place in every interval; an evaluation that takes longer than the interval is given up. */
export function createGroupRunner(options: GroupRunnerOptions): GroupRunner {
  const { group, intervalMs, clock, write, evaluated, externalLabels } = options;
  const offsetMs = groupOffsetMs(group.file, group.name, intervalMs);
  let state = options.state ?? newGroupState(group);
  let timer: Disposable | null = null;
  let running: AbortController | null = null;
  let evaluatedAtMs: number | null = null;
  let durationMs: number | null = null;
  let missed = 0;
  /** Of each rule in the last evaluation. */
  let durationsMs: readonly number[] = [];

  function plan(): void {
    const nowMs = clock.nowMs();
    const nextMs = dueAtMs(nowMs, intervalMs, offsetMs) + intervalMs;
    timer = clock.after(nextMs - nowMs, () => void tick());
  }

  async function tick(): Promise<void> {
    // A timer may be a little early; the computer may have slept through several intervals.
    const timeMs = dueAtMs(clock.nowMs() + 5, intervalMs, offsetMs);
    if (evaluatedAtMs !== null) missed += Math.max(0, Math.round((timeMs - evaluatedAtMs) / intervalMs) - 1);
    const abort = new AbortController();
    running = abort;
    const deadline = clock.after(intervalMs, () => abort.abort());
    const startedMs = clock.monotonicMs();
    const endedMs: number[] = [];
    const before = state;
    const after = await evaluateGroup(group, before, timeMs, {
      ask: async (expr, atMs) =>
        samplesOfAnswer(await options.source().queryInstant({ expr, timeMs: atMs }, abort.signal)),
      write: (rule, atMs, samples) => {
        endedMs[rule] = clock.monotonicMs();
        if (running === abort) write(rule, atMs, samples);
      },
      externalLabels,
      externalUrl: "",
    });
    deadline.dispose();
    // Disposed meanwhile: what was found belongs to nobody.
    if (running !== abort) return;
    running = null;
    state = after;
    evaluatedAtMs = timeMs;
    durationMs = clock.monotonicMs() - startedMs;
    durationsMs = endedMs.map((ms, rule) => ms - (endedMs[rule - 1] ?? startedMs));
    evaluated(before, after, timeMs);
    plan();
  }

  plan();
  return {
    get state() {
      return state;
    },
    get status() {
      return {
        ...{ source: localSourceName, name: group.name, file: group.file, intervalMs },
        ...{ evaluatedAtMs, durationMs, missed },
        rules: group.rules.map((rule, i) => ({
          ...ruleStatus(rule, state[i]),
          ...{ evaluatedAtMs, durationMs: durationsMs[i] ?? null },
          ...(evaluatedAtMs === null ? { health: "unknown" as const } : {}),
        })),
      };
    },
    dispose() {
      timer?.dispose();
      running?.abort();
      running = null;
    },
  };
}

function ruleStatus(rule: Rule, state: GroupState[number] | undefined) {
  const active = [...(state?.alerts.values() ?? [])].filter((alert) => alert.state !== "resolved");
  const isFiring = active.some((alert) => alert.state === "firing");
  const problem = state?.problem ?? null;
  return {
    name: nameOf(rule),
    kind: rule.kind,
    expr: rule.expr,
    labels: rule.labels,
    line: rule.line,
    state:
      rule.kind === "record"
        ? null
        : isFiring
          ? ("firing" as const)
          : active.length > 0
            ? ("pending" as const)
            : ("inactive" as const),
    alerts: active.length,
    health: problem === null ? ("ok" as const) : ("failed" as const),
    problem,
  };
}
