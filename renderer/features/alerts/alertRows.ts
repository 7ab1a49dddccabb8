import { oncePer } from "../../../shared/base/oncePer.ts";
import type { Alert } from "../../state/alertsStore.ts";

export const alertTabs = ["firing", "pending", "silenced"] as const;
export type AlertTab = (typeof alertTabs)[number];

/** A line of the table: an alert, or the alerts of one name together. */
export type AlertRow =
  | { readonly kind: "alert"; readonly id: string; readonly alert: Alert; readonly inGroup?: true }
  | {
      readonly kind: "group";
      readonly id: string;
      readonly name: string;
      /** Worst first. */
      readonly alerts: readonly [Alert, ...Alert[]];
      readonly isOpen: boolean;
    };

/** In the order that they come in. */
export function alertsByTab(sorted: readonly Alert[]): Readonly<Record<AlertTab, readonly Alert[]>> {
  const byTab: Record<AlertTab, Alert[]> = { firing: [], pending: [], silenced: [] };
  for (const alert of sorted) byTab[tabOf(alert)].push(alert);
  return byTab;
}

/** Alerts that are held back stand together, whatever holds them. */
function tabOf({ state }: Alert): AlertTab {
  return state === "inhibited" ? "silenced" : state;
}

/** The alert of a row; of a group its worst. */
export function alertOf(row: AlertRow): Alert {
  return row.kind === "group" ? row.alerts[0] : row.alert;
}

/** Rows of alerts that did not change stay the same objects, so that they are not drawn again. */
const alone = oncePer((alert: Alert): AlertRow => ({ kind: "alert", id: alert.id, alert }));
const member = oncePer((alert: Alert): AlertRow => ({ kind: "alert", id: alert.id, alert, inGroup: true }));

/** Grouped by name where a name has several; groups stand where their worst alert would. `open` are names of open groups. */
export function alertRows(sorted: readonly Alert[], grouped: boolean, open: ReadonlySet<string>): readonly AlertRow[] {
  if (!grouped) return sorted.map(alone);
  const byName = new Map<string, [Alert, ...Alert[]]>();
  for (const alert of sorted) {
    const others = byName.get(alert.name);
    if (others) others.push(alert);
    else byName.set(alert.name, [alert]);
  }
  return [...byName].flatMap(([name, alerts]): readonly AlertRow[] => {
    if (alerts.length === 1) return [alone(alerts[0])];
    const isOpen = open.has(name);
    const head: AlertRow = { kind: "group", id: `group ${name}`, name, alerts, isOpen };
    return isOpen ? [head, ...alerts.map(member)] : [head];
  });
}
