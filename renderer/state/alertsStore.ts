import { create } from "zustand";
import type { Contract } from "../../shared/contract/contract.ts";
import type { Item } from "../../shared/contract/define.ts";

type AlertsItem = Item<Contract["alerts.watch"]>;
export type Alert = AlertsItem["changed"][number];

export interface AlertsStore {
  /** False until all alerts of the first answer are here. */
  readonly loaded: boolean;
  readonly alerts: ReadonlyMap<string, Alert>;
}

export const alertsStore = create<AlertsStore>(() => ({ loaded: false, alerts: new Map() }));

export function applyAlerts(state: AlertsStore, { first, complete, changed, gone }: AlertsItem): AlertsStore {
  const alerts = new Map(first ? [] : state.alerts);
  for (const alert of changed) alerts.set(alert.id, alert);
  for (const id of gone) alerts.delete(id);
  return { loaded: complete || (state.loaded && !first), alerts };
}
