import { create } from "zustand";
import type { Contract } from "../../shared/contract/contract.ts";
import type { Item } from "../../shared/contract/define.ts";
import { navigate } from "./navigation.ts";

type SlosItem = Item<Contract["slos.watch"]>;
export type SloState = SlosItem["slos"][number];
export type SloHistory = Item<Contract["slos.history"]>;

export interface SlosStore {
  /** Null before the first answer. */
  readonly slos: readonly SloState[] | null;
  /** What is wrong in their files. */
  readonly problems: SlosItem["problems"];
}

export const slosStore = create<SlosStore>(() => ({ slos: null, problems: [] }));

export function openSlo(id: string, options: { readonly replace?: boolean } = {}): void {
  navigate({ page: "slos", query: new URLSearchParams({ id }).toString() }, options);
}
