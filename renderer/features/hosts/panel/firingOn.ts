import { hostOf, isAboutHost, summaryOf, targetOf } from "../../../../shared/domain/alerts/alertWords.ts";
import { type Alert, sortedAlerts } from "../../../state/alertsStore.ts";

/** What fires on a host, worst first: about it, and about what runs there. */
export function firingOn(host: string, alerts: ReadonlyMap<string, Alert>): readonly Alert[] {
  return sortedAlerts(alerts).filter((alert) => alert.state === "firing" && hostOf(alert) === host);
}

/** What happened there: of an alert about something else, what it is about first. */
export function toldOnHost(alert: Alert): string {
  const about = isAboutHost(alert) ? "" : targetOf(alert);
  return [about, summaryOf(alert)].filter(Boolean).join(", ") || targetOf(alert);
}
