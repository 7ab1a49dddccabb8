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

/** The least left first; those of which nothing is known at the end, by name. */
export function worstFirst(slos: readonly SloState[]): readonly SloState[] {
  const left = (slo: SloState) => slo.figures?.budget?.leftRatio ?? Number.POSITIVE_INFINITY;
  return [...slos].sort((a, b) => {
    const [one, other] = [left(a), left(b)];
    return one === other ? a.id.localeCompare(b.id) : one - other;
  });
}

/** The SLO of a service with the least budget left; null where none is known. */
export function useWorstSlo(service: string): SloState | null {
  const slos = slosStore((state) => state.slos);
  const own = (slos ?? []).filter((slo) => slo.service === service && slo.figures?.budget);
  return worstFirst(own)[0] ?? null;
}
