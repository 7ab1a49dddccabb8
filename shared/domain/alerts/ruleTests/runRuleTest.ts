import { errorText } from "../../../base/errors.ts";
import type { Labels } from "../../metrics/model.ts";
import { queryInstant } from "../../promql/engine/engine.ts";
import { LabelSet } from "../../promql/engine/labelSet.ts";
import { QueryCache } from "../../promql/queryCache.ts";
import { evaluateGroup, type GroupState, newGroupState } from "../rules/evaluateGroup.ts";
import { nameOf } from "../rules/lintRules.ts";
import type { RuleGroup } from "../rules/ruleFile.ts";
import type { QuerySample } from "../template/prometheusFunctions.ts";
import { inputValues, labelsOfSeries } from "./inputSeries.ts";
import { MemorySamples, RuleWriter } from "./memorySamples.ts";
import type { RuleTestCase } from "./ruleTestFile.ts";

/** What a test found otherwise than it expects; nothing when it passes. */
export type RuleTestFailures = readonly string[];

/** Plays one test of a rule test file over the groups, evaluated every `intervalMs` from time 0 on. */
export async function runRuleTest(
  test: RuleTestCase,
  groups: readonly RuleGroup[],
  intervalMs: number,
): Promise<RuleTestFailures> {
  const samples = new MemorySamples();
  try {
    for (const { series, values } of test.input_series) {
      const labels = labelsOfSeries(series);
      for (const [i, value] of inputValues(values).entries()) {
        if (value !== null) samples.append(labels, i * (test.interval ?? intervalMs), value);
      }
    }
  } catch (error) {
    return [errorText(error)];
  }
  const run = new RuleTestRun(samples, groups, test);
  const problems = await run.play(intervalMs);
  return problems.length > 0 ? problems : [...run.alertFailures, ...run.queryFailures()];
}

class RuleTestRun {
  readonly alertFailures: string[] = [];
  private readonly samples: MemorySamples;
  private readonly groups: readonly RuleGroup[];
  private readonly test: RuleTestCase;
  private readonly writers: readonly (readonly RuleWriter[])[];
  private readonly queries = new QueryCache(1000);
  private states: GroupState[];

  constructor(samples: MemorySamples, groups: readonly RuleGroup[], test: RuleTestCase) {
    this.samples = samples;
    this.groups = groups;
    this.test = test;
    this.writers = groups.map(({ rules }) => rules.map(() => new RuleWriter(samples)));
    this.states = groups.map(newGroupState);
  }

  /** Evaluates up to the last time that is looked at; returns what failed to evaluate. */
  async play(intervalMs: number): Promise<readonly string[]> {
    const { alert_rule_test: alertTests, promql_expr_test: queryTests } = this.test;
    const lastMs = Math.max(0, ...[...alertTests, ...queryTests].map((one) => one.eval_time));
    const problems = new Set<string>();
    for (let timeMs = 0; timeMs <= lastMs; timeMs += intervalMs) {
      await this.evaluate(timeMs, problems);
      for (const one of alertTests) {
        if (one.eval_time >= timeMs && one.eval_time < timeMs + intervalMs) this.checkAlerts(one);
      }
    }
    return [...problems];
  }

  queryFailures(): readonly string[] {
    return this.test.promql_expr_test.flatMap(({ expr, eval_time: timeMs, exp_samples: expected }) => {
      const where = `${expr} at ${seconds(timeMs)}`;
      if (expected.some(({ histogram }) => histogram !== undefined)) {
        return [`${where}: native histograms are not supported`];
      }
      try {
        const wanted = expected.map(({ labels, value }) => ({ labels: labelsOfSeries(labels), value: value ?? 0 }));
        const found = this.answer(expr, timeMs).map(({ labels, value }) => ({ labels: LabelSet.of(labels), value }));
        return sameSamples(wanted, found)
          ? []
          : [`${where}\n    expected ${listed(wanted)}\n    found    ${listed(found)}`];
      } catch (error) {
        return [`${where}: ${errorText(error)}`];
      }
    });
  }

  private async evaluate(timeMs: number, problems: Set<string>): Promise<void> {
    for (const [g, group] of this.groups.entries()) {
      const state = await evaluateGroup(group, this.states[g] ?? newGroupState(group), timeMs, {
        ask: async (expr, atMs) => this.answer(expr, atMs),
        write: (rule, atMs, written) => {
          if (written) this.writers[g]?.[rule]?.write(atMs, written);
        },
        externalLabels: this.test.external_labels,
        externalUrl: this.test.external_url,
      });
      this.states[g] = state;
      for (const [r, { problem }] of state.entries()) {
        const rule = group.rules[r];
        if (problem !== null && rule) problems.add(`${group.name}, ${nameOf(rule)} at ${seconds(timeMs)}: ${problem}`);
      }
    }
  }

  private checkAlerts({
    alertname,
    eval_time: timeMs,
    exp_alerts: expected,
  }: RuleTestCase["alert_rule_test"][number]): void {
    const firing = this.groups.flatMap((group, g) =>
      group.rules.flatMap((rule, r) =>
        rule.kind === "alert" && rule.alert === alertname
          ? [...(this.states[g]?.[r]?.alerts.values() ?? [])].filter(({ state }) => state === "firing")
          : [],
      ),
    );
    const wanted = expected.map(({ exp_labels: labels, exp_annotations: annotations }) =>
      alertText({ ...labels, alertname }, annotations),
    );
    const found = firing.map(({ labels, annotations }) => alertText(labels, annotations));
    if (wanted.sort().join("\n") === found.sort().join("\n")) return;
    const lines = (texts: readonly string[]) =>
      texts.length === 0 ? " none" : texts.map((text) => `\n      ${text}`).join("");
    this.alertFailures.push(
      `${alertname} at ${seconds(timeMs)}\n    expected:${lines(wanted)}\n    found:${lines(found)}`,
    );
  }

  private answer(expr: string, timeMs: number): readonly QuerySample[] {
    const result = queryInstant(expr, timeMs, {
      source: this.samples,
      checkpoint() {},
      parse: (query) => this.queries.parse(query),
    });
    if (result.kind === "vector") {
      return result.samples.map(({ labels, value }) => ({ labels: labels.toRecord(), value }));
    }
    if (result.kind === "scalar") return [{ labels: {}, value: result.value }];
    throw new Error(`A rule needs an instant vector or a scalar, this is a ${result.kind}`);
  }
}

interface Expected {
  readonly labels: LabelSet;
  readonly value: number;
}

function sameSamples(wanted: readonly Expected[], found: readonly Expected[]): boolean {
  const sorted = (list: readonly Expected[]) => [...list].sort((a, b) => LabelSet.compare(a.labels, b.labels));
  const others = sorted(found);
  return (
    wanted.length === found.length &&
    sorted(wanted).every(({ labels, value }, i) => {
      const other = others[i];
      return other !== undefined && labels.key === other.labels.key && isClose(value, other.value);
    })
  );
}

/** Sums differ in their last digits by the order they are made in. */
function isClose(a: number, b: number): boolean {
  return Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));
}

function listed(samples: readonly Expected[]): string {
  return samples.length === 0 ? "none" : samples.map(({ labels, value }) => `${labels} ${value}`).join(", ");
}

function alertText(labels: Labels, annotations: Labels): string {
  return `${LabelSet.of(labels)} ${LabelSet.of(annotations)}`;
}

function seconds(timeMs: number): string {
  return `${timeMs / 1000} s`;
}
