import { oncePer } from "../../../shared/base/oncePer.ts";
import type { Alert } from "../../../shared/domain/alerts/alert.ts";
import { severityOf } from "../../../shared/domain/alerts/alert.ts";
import { expressionFacts } from "../../../shared/domain/alerts/expressionFacts.ts";
import { fingerprint } from "../../../shared/domain/alerts/fingerprint.ts";
import type { ActiveAlert } from "../../../shared/domain/alerts/rules/alertState.ts";
import type { AlertingRule } from "../../../shared/domain/alerts/rules/ruleFile.ts";
import { localSourceName } from "../../../shared/domain/workspace/localSource.ts";

const factsOf = oncePer(({ expr }: AlertingRule) => expressionFacts(expr));

/** An alert of a rule that is evaluated here over `source`, as every screen shows alerts. */
export function localAlert(rule: AlertingRule, active: ActiveAlert, source: string): Alert {
  return {
    id: fingerprint(active.labels),
    name: rule.alert,
    severity: severityOf(active.labels),
    state: active.state === "pending" ? "pending" : "firing",
    labels: active.labels,
    annotations: active.annotations,
    sinceMs: active.activeAtMs,
    value: active.value,
    ...factsOf(rule),
    askedAt: source,
    forMs: rule.forMs,
    sources: [localSourceName],
    silencedBy: [],
    inhibitedBy: [],
    claim: null,
  };
}
