import { create } from "zustand";
import type { Contract } from "../../shared/contract/contract.ts";
import type { Item } from "../../shared/contract/define.ts";

export type Source = Item<Contract["sources.watch"]>["sources"][number];

/** The places that PromQL can be asked of; null before the first answer. */
export const sourcesStore = create<{ readonly sources: readonly Source[] | null }>(() => ({ sources: null }));
