import { create } from "zustand";

export interface Selection {
  readonly host: string | null;
  /** nvidia-smi's index on that host. */
  readonly gpu: number | null;
}

/** The host and GPU in hand; Watch, Hosts and the Host panel agree on it. */
export const selectionStore = create<Selection>(() => ({ host: null, gpu: null }));

export function selectHost(host: string | null, gpu: number | null = null): void {
  selectionStore.setState({ host, gpu });
}
