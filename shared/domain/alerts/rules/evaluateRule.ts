import { errorText, MidwatchError } from "../../../base/errors.ts";
import { oncePer } from "../../../base/oncePer.ts";
import { metricNameLabel } from "../../metrics/labels.ts";
import type { Labels, Sample } from "../../metrics/model.ts";
import { LabelSet } from "../../promql/engine/labelSet.ts";
import { isMeasuredBy } from "../measured.ts";
import { measuredQuery } from "../measuredQuery.ts";
import { expandTemplate, type KnownQueries } from "../template/expandTemplate.ts";
import type { QuerySample } from "../template/prometheusFunctions.ts";
import { type ActiveAlert, noAlerts, type RuleAlerts } from "./alertState.ts";
import { isAwaited } from "./restoreAlerts.ts";
import type { AlertingRule, RecordingRule, Rule } from "./ruleFile.ts";
import { type HoldingAlert, stepAlerts } from "./stepAlerts.ts";

export interface RuleContext {
  readonly timeMs: number;
  readonly externalLabels: Labels;
  readonly externalUrl: string;
  /** Most alerts or series of one rule; 0 is any number. */
  readonly limit: number;
}

/** What an evaluation leaves behind: the alerts of the rule and the series it writes. */
interface Evaluated {
  readonly kind: "evaluated";
  readonly alerts: RuleAlerts;
  readonly samples: readonly Sample[];
}

export type RuleStep = Evaluated | { readonly kind: "needs"; readonly query: string };

const alertsMetric = "ALERTS";
const alertsForStateMetric = "ALERTS_FOR_STATE";

/**
 * One evaluation of a rule over the answer of its expression. Asks for the queries of its templates one by one: `needs`
 * is answered by calling again with that query among `queries`. Throws BAD_QUERY for an answer of which two series would be
 * the same, LIMIT for one that is too large; the rule's alerts then stay as they were.
 */
export function evaluateRule(
  rule: Rule,
  answer: readonly QuerySample[],
  alerts: RuleAlerts,
  queries: KnownQueries,
  context: RuleContext,
): RuleStep {
  return rule.kind === "record" ? record(rule, answer, context) : alert(rule, answer, alerts, queries, context);
}

function record(
  { record: name, labels }: RecordingRule,
  answer: readonly QuerySample[],
  { limit }: RuleContext,
): RuleStep {
  checkLimit(answer.length, limit, name);
  const seen = new Set<string>();
  const samples = answer.map((sample): Sample => {
    const set = LabelSet.of({ ...sample.labels, [metricNameLabel]: name, ...labels });
    refuseSecond(seen, set, name);
    return { ...set.toSeriesId(), value: sample.value };
  });
  return { kind: "evaluated", alerts: noAlerts, samples };
}

function alert(
  rule: AlertingRule,
  answer: readonly QuerySample[],
  alerts: RuleAlerts,
  queries: KnownQueries,
  context: RuleContext,
): RuleStep {
  const seen = new Set<string>();
  const holding: HoldingAlert[] = [];
  for (const { labels: all, value } of answer) {
    const { [metricNameLabel]: _, ...labels } = all;
    const data = { ...context, labels, value };
    const expand = (texts: Labels) => expandAll(texts, (text) => expandTemplate(text, data, queries));
    const own = expand(rule.labels);
    if ("query" in own) return own;
    const annotations = expand(rule.annotations);
    if ("query" in annotations) return annotations;
    const set = LabelSet.of({ ...labels, ...own.texts, alertname: rule.alert });
    refuseSecond(seen, set, rule.alert);
    holding.push({ key: set.key, labels: set.toRecord(), annotations: annotations.texts, value });
  }
  const measured = measuredSeries(rule, holding, alerts, queries, context);
  if (measured === null) return { kind: "needs", query: measuredQuery(rule.expr) };
  const next = stepAlerts(alerts, holding, rule, context.timeMs, ({ labels }) =>
    measured.some((series) => isMeasuredBy(labels, series)),
  );
  const active = [...next.values()].filter(({ state }) => state !== "resolved");
  checkLimit(active.length, context.limit, rule.alert);
  return { kind: "evaluated", alerts: next, samples: active.flatMap(seriesOf) };
}

/** What the rule measures now, where that decides whether an alert of before a restart is over; null before it was asked. */
function measuredSeries(
  { expr }: AlertingRule,
  holding: readonly HoldingAlert[],
  alerts: RuleAlerts,
  queries: KnownQueries,
  { timeMs }: RuleContext,
): readonly Labels[] | null {
  const keys = new Set(holding.map(({ key }) => key));
  if (![...alerts].some(([key, alert]) => !keys.has(key) && isAwaited(alert, timeMs))) return [];
  const answer = queries.get(measuredQuery(expr));
  if (answer === undefined) return null;
  return "failure" in answer ? [] : answer.map(({ labels: { [metricNameLabel]: _, ...labels } }) => labels);
}

/** An alert is written with the same labels at each evaluation, which then are not compared by their content. */
const labelsOfState = oncePer((labels: Labels) => ({
  pending: { ...labels, alertstate: "pending" },
  firing: { ...labels, alertstate: "firing" },
}));

/** `ALERTS` and, to find back after a restart since when, `ALERTS_FOR_STATE`; nothing of what is resolved. */
function seriesOf({ labels, state, activeAtMs }: ActiveAlert): Sample[] {
  if (state === "resolved") return [];
  return [
    { name: alertsMetric, labels: labelsOfState(labels)[state], value: 1 },
    { name: alertsForStateMetric, labels, value: Math.floor(activeAtMs / 1000) },
  ];
}

type Expanded = { readonly texts: Labels } | { readonly kind: "needs"; readonly query: string };

function expandAll(texts: Labels, expand: (text: string) => ReturnType<typeof expandTemplate>): Expanded {
  const expanded: Record<string, string> = {};
  for (const [name, text] of Object.entries(texts)) {
    const result = expand(text);
    if (result.kind === "needs") return result;
    expanded[name] = result.text;
  }
  return { texts: expanded };
}

function refuseSecond(seen: Set<string>, set: LabelSet, rule: string): void {
  if (seen.has(set.key)) {
    throw new MidwatchError(
      "BAD_QUERY",
      `${rule} makes two series with the labels ${set}: add labels that tell them apart`,
    );
  }
  seen.add(set.key);
}

function checkLimit(count: number, limit: number, rule: string): void {
  if (limit === 0 || count <= limit) return;
  throw new MidwatchError("LIMIT", `${rule} makes ${count} of which its group allows ${limit}`);
}

/** An answer of a template's query that failed, as `KnownQueries` keeps it. */
export function failedQuery(error: unknown): { readonly failure: string } {
  return { failure: errorText(error) };
}
