import type { AlertingRule, RecordingRule, RuleGroup } from "../alerts/rules/ruleFile.ts";
import type { Labels } from "../metrics/model.ts";
import { localSourceName } from "../workspace/localSource.ts";
import { budgetRatioOf } from "./budget.ts";
import { type BurnPolicy, burnPolicies, burnWindows } from "./burnPolicies.ts";
import type { Slo } from "./slo.ts";
import { ruleDays } from "./sloWindow.ts";
import { fillWindow } from "./windowTemplate.ts";

/** The labels by which every series of an SLO is known. */
export function identityLabels({ id, service, name }: Slo): Labels {
  return { sloth_id: id, sloth_service: service, sloth_slo: name };
}

export function ratioMetric(window: string): string {
  return `slo:sli_error:ratio_rate${window}`;
}

export const budgetLeftMetric = "slo:period_error_budget_remaining:ratio";

/** What Sloth makes of the same SLO: the same groups, names, labels and meaning. */
export function sloRules(slo: Slo): readonly RuleGroup[] {
  const alerts = alertGroup(slo);
  return [sliGroup(slo), metaGroup(slo), ...(alerts ? [alerts] : [])];
}

type GroupKind = "sli-recordings" | "meta-recordings" | "alerts";

function groupName(kind: GroupKind, id: string): string {
  return `sloth-slo-${kind}-${id}`;
}

/** The group that the burn alerts of an SLO are in. */
export function alertGroupName(id: string): string {
  return groupName("alerts", id);
}

function groupOf({ file, id, source }: Slo, kind: GroupKind, rules: RuleGroup["rules"]): RuleGroup {
  return { name: groupName(kind, id), file, source, intervalMs: null, queryOffsetMs: 0, limit: 0, rules };
}

function sliGroup(slo: Slo): RuleGroup {
  const period = `${ruleDays(slo.window)}d`;
  const fiveMinutes = selector(slo, ratioMetric("5m"));
  const mean = `sum_over_time(${fiveMinutes}[${period}])\n/ ignoring (sloth_window)\ncount_over_time(${fiveMinutes}[${period}])\n`;
  return groupOf(slo, "sli-recordings", [
    ...Object.keys(burnWindows).map((window) =>
      record(slo, ratioMetric(window), fillWindow(errorRatio(slo), window), { sloth_window: window }),
    ),
    // A period as short as one of the windows has its ratio by that name already.
    ...(period in burnWindows ? [] : [record(slo, ratioMetric(period), mean, { sloth_window: period })]),
  ]);
}

function errorRatio({ sli }: Slo): string {
  return sli.kind === "events" ? `(${sli.errorQuery})\n/\n(${sli.totalQuery})\n` : `(${sli.errorRatioQuery})`;
}

function metaGroup(slo: Slo): RuleGroup {
  const days = ruleDays(slo.window);
  const budget = budgetRatioOf(slo.objectivePercent);
  const overBudget = (metric: string) =>
    `${selector(slo, metric)}\n/ on(sloth_id, sloth_slo, sloth_service) group_left\n${selector(slo, "slo:error_budget:ratio")}\n`;
  return groupOf(slo, "meta-recordings", [
    record(slo, "slo:objective:ratio", `vector(${1 - budget})`),
    record(slo, "slo:error_budget:ratio", `vector(${budget})`),
    record(slo, "slo:time_period:days", `vector(${days})`),
    record(slo, "slo:current_burn_rate:ratio", overBudget(ratioMetric("5m"))),
    record(slo, "slo:period_burn_rate:ratio", overBudget(ratioMetric(`${days}d`))),
    record(slo, budgetLeftMetric, `1 - ${selector(slo, "slo:period_burn_rate:ratio")}`),
    record(slo, "sloth_slo_info", "vector(1)", {
      sloth_mode: "midwatch",
      sloth_objective: String(slo.objectivePercent),
      sloth_spec: "prometheus/v1",
      sloth_version: "midwatch",
    }),
  ]);
}

/** The alerts as they are evaluated here, beside those of rule files: over the ratios that this console records from what it counted. */
export function recordedAlerts(slo: Slo): RuleGroup | null {
  const group = alertGroup(slo);
  return group && { ...group, file: `slos/${slo.file}`, source: localSourceName };
}

/** The alerts alone, over the series that the SLI rules write; null where both are switched off. */
function alertGroup(slo: Slo): RuleGroup | null {
  const policies = burnPolicies(slo.window);
  const rules = (["page", "ticket"] as const).flatMap((severity): AlertingRule[] => {
    const alert = slo[severity];
    if (!alert) return [];
    const own = policies.filter((policy) => policy.severity === severity);
    return [
      {
        kind: "alert",
        alert: slo.alertName,
        expr: own.map((policy) => bothBurn(slo, policy)).join("or\n"),
        labels: { ...alert.labels, sloth_severity: severity },
        line: slo.line,
        forMs: 0,
        keepFiringForMs: 0,
        annotations: {
          title: `(${severity}) {{$labels.sloth_service}} {{$labels.sloth_slo}} SLO error budget burn rate is too fast.`,
          summary: "{{$labels.sloth_service}} {{$labels.sloth_slo}} SLO error budget burn rate is over expected.",
          ...alert.annotations,
        },
      },
    ];
  });
  return rules.length === 0 ? null : groupOf(slo, "alerts", rules);
}

function bothBurn(slo: Slo, { shortWindow, longWindow, factor }: BurnPolicy): string {
  const limit = `(${factor} * ${budgetRatioOf(slo.objectivePercent)})`;
  const burns = (window: string) =>
    `    max(${selector(slo, ratioMetric(window))} > ${limit}) without (sloth_window)\n`;
  return `(\n${burns(shortWindow)}    and\n${burns(longWindow)})\n`;
}

function record(slo: Slo, name: string, expr: string, labels: Labels = {}): RecordingRule {
  return {
    kind: "record",
    record: name,
    expr,
    labels: { ...slo.labels, ...identityLabels(slo), ...labels },
    line: slo.line,
  };
}

function selector({ id, service, name }: Slo, metric: string): string {
  return `${metric}{sloth_id="${id}", sloth_service="${service}", sloth_slo="${name}"}`;
}
