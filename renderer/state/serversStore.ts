import { create } from "zustand";
import type { Contract } from "../../shared/contract/contract.ts";
import type { Item } from "../../shared/contract/define.ts";

export type WatchedServer = Item<Contract["servers.watch"]>["servers"][number];

export type OtherServer = Item<Contract["servers.watch"]>["others"][number];

/** The servers that the workspace names: those under `sources`, of every kind, and the others; null before the first answer. */
export const serversStore = create<{
  readonly servers: readonly WatchedServer[] | null;
  readonly others: readonly OtherServer[];
}>(() => ({ servers: null, others: [] }));
