import { create } from "zustand";
import type { Contract } from "../../shared/contract/contract.ts";
import type { Item } from "../../shared/contract/define.ts";

export type WatchedServer = Item<Contract["servers.watch"]>["servers"][number];

/** The servers that the workspace lists under `sources`, of every kind; null before the first answer. */
export const serversStore = create<{ readonly servers: readonly WatchedServer[] | null }>(() => ({ servers: null }));
