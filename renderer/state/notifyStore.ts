import { create } from "zustand";
import type { Contract } from "../../shared/contract/contract.ts";
import type { Item } from "../../shared/contract/define.ts";

export type NotifyView = Item<Contract["notify.watch"]>;

/** Who is told of alerts, as the workspace says; null before the first answer. */
export const notifyStore = create<{ readonly notify: NotifyView | null }>(() => ({ notify: null }));
