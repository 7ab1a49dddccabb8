import { errorText } from "../../../base/errors.ts";
import type { Labels, Sample } from "../../metrics/model.ts";
import type { QuerySample } from "../template/prometheusFunctions.ts";
import { noAlerts, type RuleAlerts } from "./alertState.ts";
import { evaluateRule, failedQuery } from "./evaluateRule.ts";
import type { RuleGroup } from "./ruleFile.ts";

interface RuleState {
  readonly alerts: RuleAlerts;
  /** Why the last evaluation failed; the alerts are then as they were before it. */
  readonly problem: string | null;
}

/** A state for each rule of a group, in its order. */
export type GroupState = readonly RuleState[];

export interface GroupSurroundings {
  /** The answer of an instant query. */
  ask(expr: string, timeMs: number): Promise<readonly QuerySample[]>;
  /** Takes what a rule wrote, before the next one is asked; null for a rule that failed. */
  write(ruleIndex: number, timeMs: number, samples: readonly Sample[] | null): void;
  readonly externalLabels: Labels;
  readonly externalUrl: string;
}

export function newGroupState({ rules }: RuleGroup): GroupState {
  return rules.map(() => ({ alerts: noAlerts, problem: null }));
}

/** One evaluation of a group at `timeMs`: rule after rule, so that each sees what those before it wrote. */
export async function evaluateGroup(
  group: RuleGroup,
  state: GroupState,
  timeMs: number,
  surroundings: GroupSurroundings,
): Promise<GroupState> {
  const next: RuleState[] = [];
  for (let index = 0; index < group.rules.length; index++) {
    const before = state[index]?.alerts ?? noAlerts;
    try {
      const { alerts, samples } = await stepRule(group, index, before, timeMs, surroundings);
      surroundings.write(index, timeMs, samples);
      next.push({ alerts, problem: null });
    } catch (error) {
      surroundings.write(index, timeMs, null);
      next.push({ alerts: before, problem: errorText(error) });
    }
  }
  return next;
}

async function stepRule(
  group: RuleGroup,
  index: number,
  alerts: RuleAlerts,
  timeMs: number,
  { ask, externalLabels, externalUrl }: GroupSurroundings,
) {
  const rule = group.rules[index];
  if (!rule) throw new Error(`The group ${group.name} has no rule ${index}`);
  const askedMs = timeMs - group.queryOffsetMs;
  const answer = await ask(rule.expr, askedMs);
  const queries = new Map<string, readonly QuerySample[] | { readonly failure: string }>();
  const context = { timeMs, externalLabels, externalUrl, limit: group.limit };
  for (;;) {
    const step = evaluateRule(rule, answer, alerts, queries, context);
    if (step.kind === "evaluated") return step;
    queries.set(step.query, await ask(step.query, askedMs).catch(failedQuery));
  }
}
