import { create } from "zustand";
import { oncePer } from "../../shared/base/oncePer.ts";
import type { Contract } from "../../shared/contract/contract.ts";
import type { Item } from "../../shared/contract/define.ts";
import { keepWorstFirst } from "../../shared/domain/alerts/keepWorstFirst.ts";

type AlertsItem = Item<Contract["alerts.watch"]>;
export type Alert = AlertsItem["changed"][number];

export interface AlertsStore {
  /** False until all alerts of the first answer are here. */
  readonly loaded: boolean;
  readonly alerts: ReadonlyMap<string, Alert>;
  /** What has come of an answer that replaces all of them, until it is whole; null otherwise. */
  readonly arriving: ReadonlyMap<string, Alert> | null;
}

export const alertsStore = create<AlertsStore>(() => ({ loaded: false, alerts: new Map(), arriving: null }));

/** An answer in parts is shown once it is whole; what was known stays until then. */
export function applyAlerts(state: AlertsStore, { first, complete, changed, gone }: AlertsItem): AlertsStore {
  const next = new Map(first ? [] : (state.arriving ?? state.alerts));
  for (const alert of changed) next.set(alert.id, alert);
  for (const id of gone) next.delete(id);
  return complete ? { loaded: true, alerts: next, arriving: null } : { ...state, arriving: next };
}

/** All alerts, worst first; put in order once for all who ask. */
export const sortedAlerts = oncePer(keepWorstFirst<Alert>());

/** How many fire of each severity; counted once for all who ask. */
export const firingCounts = oncePer(
  (alerts: ReadonlyMap<string, Alert>): Readonly<Record<Alert["severity"], number>> => {
    const counts = { critical: 0, warning: 0, info: 0, none: 0 };
    for (const { state, severity } of alerts.values()) if (state === "firing") counts[severity] += 1;
    return counts;
  },
);
