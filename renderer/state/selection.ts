import { create } from "zustand";

export interface Selection {
  readonly host: string | null;
  /** nvidia-smi's index on that host. */
  readonly gpu: number | null;
  /** Its row's id on Watch. */
  readonly alert: string | null;
}

/** The host and GPU in hand, on which Watch, Hosts and the Host panel agree, and the alert that somebody went from and comes back to. */
export const selectionStore = create<Selection>(() => ({ host: null, gpu: null, alert: null }));

export function selectHost(host: string | null, gpu: number | null = null): void {
  selectionStore.setState({ host, gpu });
}

export function selectAlert(alert: string | null): void {
  selectionStore.setState({ alert });
}
