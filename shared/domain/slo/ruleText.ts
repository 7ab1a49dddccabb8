import { stringify } from "yaml";
import type { Rule, RuleGroup } from "../alerts/rules/ruleFile.ts";

/** The groups as a file that a Prometheus reads. */
export function ruleFileText(groups: readonly RuleGroup[]): string {
  return stringify({ groups: groups.map(written) });
}

/** The groups as the resource that the Prometheus Operator reads; `name` is the resource's. */
export function prometheusRuleText(name: string, groups: readonly RuleGroup[]): string {
  return stringify({
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: { name, labels: { "app.kubernetes.io/component": "SLO" } },
    spec: { groups: groups.map(written) },
  });
}

function written({ name, rules }: RuleGroup) {
  return { name, rules: rules.map(writtenRule) };
}

function writtenRule(rule: Rule) {
  const { expr, labels } = rule;
  return rule.kind === "record"
    ? { record: rule.record, expr, labels }
    : { alert: rule.alert, expr, labels, annotations: rule.annotations };
}
