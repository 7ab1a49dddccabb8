import { create } from "zustand";
import type { Contract } from "../../shared/contract/contract.ts";
import type { Item } from "../../shared/contract/define.ts";
import { hostOf } from "../../shared/domain/alerts/alertWords.ts";
import { covers } from "../../shared/domain/incident/scope.ts";
import type { Alert } from "./alertsStore.ts";

type IncidentsItem = Item<Contract["incidents.watch"]>;
export type Incident = IncidentsItem["incidents"][number];

export interface IncidentsStore {
  /** Newest first; null before the first answer. */
  readonly incidents: readonly Incident[] | null;
  /** More than are held, where there are many. */
  readonly total: number;
  readonly problem: string | null;
}

export const incidentsStore = create<IncidentsStore>(() => ({ incidents: null, total: 0, problem: null }));

/** Those to which something may be added. */
export function unclosed({ incidents }: IncidentsStore): readonly Incident[] {
  return (incidents ?? []).filter(({ status }) => status !== "closed");
}

/** The incident that an alert belongs to, newest first; null for none that is not closed. */
export function incidentOfAlert(store: IncidentsStore, alert: Alert): Incident | null {
  const place = { service: alert.labels.service ?? null, host: hostOf(alert), alert: alert.id };
  return unclosed(store).find((incident) => covers(incident, place)) ?? null;
}
