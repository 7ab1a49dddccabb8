import { worstAlertsFirst } from "../../../shared/domain/alerts/alertWords.ts";
import type { Alert } from "../../state/alertsStore.ts";

export const alertTabs = ["firing", "pending", "silenced"] as const;
export type AlertTab = (typeof alertTabs)[number];

/** A line of the table: an alert, or the alerts of one name together. */
export type AlertRow =
  | { readonly kind: "alert"; readonly id: string; readonly alert: Alert }
  | {
      readonly kind: "group";
      readonly id: string;
      readonly name: string;
      readonly count: number;
      /** Stands first in it: the worst. */
      readonly worst: Alert;
      readonly isOpen: boolean;
    };

export function alertsByTab(alerts: Iterable<Alert>): Readonly<Record<AlertTab, readonly Alert[]>> {
  const sorted = worstAlertsFirst(alerts);
  const inTab = (tab: AlertTab) => sorted.filter((alert) => tabOf(alert) === tab);
  return { firing: inTab("firing"), pending: inTab("pending"), silenced: inTab("silenced") };
}

/** Alerts that are held back stand together, whatever holds them. */
function tabOf({ state }: Alert): AlertTab {
  return state === "inhibited" ? "silenced" : state;
}

/** Grouped by name where a name has several; groups stand where their worst alert would. `open` are names of open groups. */
export function alertRows(sorted: readonly Alert[], grouped: boolean, open: ReadonlySet<string>): readonly AlertRow[] {
  const alone = (alert: Alert): AlertRow => ({ kind: "alert", id: alert.id, alert });
  if (!grouped) return sorted.map(alone);
  const byName = new Map<string, Alert[]>();
  for (const alert of sorted) {
    const others = byName.get(alert.name);
    if (others) others.push(alert);
    else byName.set(alert.name, [alert]);
  }
  return [...byName].flatMap(([name, alerts]): readonly AlertRow[] => {
    const [worst] = alerts;
    if (!worst) return [];
    if (alerts.length === 1) return [alone(worst)];
    const isOpen = open.has(name);
    const head: AlertRow = { kind: "group", id: `group ${name}`, name, count: alerts.length, worst, isOpen };
    return isOpen ? [head, ...alerts.map(alone)] : [head];
  });
}
