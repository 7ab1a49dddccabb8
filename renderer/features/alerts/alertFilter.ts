import { oncePer } from "../../../shared/base/oncePer.ts";
import { summaryOf, targetOf } from "../../../shared/domain/alerts/alertWords.ts";
import type { Alert } from "../../state/alertsStore.ts";

/** What a filter looks in, labels as `name=value`: put together once for each alert, and only once somebody filters. */
const searched = oncePer((alert: Alert): string => {
  const labels = Object.entries(alert.labels).map(([name, value]) => `${name}=${value}`);
  return [alert.name, targetOf(alert), summaryOf(alert), ...labels].join("\n").toLowerCase();
});

/** Those that have every word of the text, in any case; the same list where it has none. */
export function matchingAlerts(alerts: readonly Alert[], text: string): readonly Alert[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length === 0 ? alerts : alerts.filter((alert) => words.every((word) => searched(alert).includes(word)));
}
