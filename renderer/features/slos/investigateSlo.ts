import { budgetRatioOf } from "../../../shared/domain/slo/budget.ts";
import { fillWindow } from "../../../shared/domain/slo/windowTemplate.ts";
import { alertsStore } from "../../state/alertsStore.ts";
import { investigateAlert, openInvestigation } from "../../state/investigateView.ts";
import type { SloState } from "../../state/slosStore.ts";
import { kindWord } from "./sloWords.ts";

/** The share of what was bad, as queries answer it over a range. */
export function badRatioQuery({ queries: { error, total } }: Pick<SloState, "queries">, range: string): string {
  const share = total === null ? error : `(${error}) / (${total})`;
  return fillWindow(share, range).replace(/\s+/g, " ").trim();
}

/** Its alert where one fires, else the share of what was bad against what may be. */
export function investigateSlo(slo: SloState): void {
  const { service, source, objectivePercent } = slo;
  const own = [...alertsStore.getState().alerts.values()].filter(
    ({ labels, state }) => labels.sloth_id === slo.id && state === "firing",
  );
  const alert = own.find(({ severity }) => severity === "critical") ?? own[0];
  if (alert) {
    investigateAlert(alert);
    return;
  }
  openInvestigation({
    title: `${kindWord(slo)} SLO of ${service}`,
    expr: badRatioQuery(slo, "5m"),
    limit: budgetRatioOf(objectivePercent),
    source,
    service,
  });
}
