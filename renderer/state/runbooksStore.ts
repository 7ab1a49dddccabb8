import { create } from "zustand";
import type { runbooksArea } from "../../shared/contract/areas/runbooks.ts";
import type { Item } from "../../shared/contract/define.ts";

export type RunbookList = Item<(typeof runbooksArea)["runbooks.watch"]>;
export type WriteEnvironment = Item<(typeof runbooksArea)["writeMode.watch"]>["environments"][number];

/** Runbooks and the runs at work; null until the host process has told them. */
export const runbooksStore = create<{ readonly list: RunbookList | null }>(() => ({ list: null }));

/** Which environments may be changed now. */
export const writeModeStore = create<{ readonly environments: readonly WriteEnvironment[] }>(() => ({
  environments: [],
}));
