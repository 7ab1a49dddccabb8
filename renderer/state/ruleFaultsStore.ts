import { create } from "zustand";
import type { Contract } from "../../shared/contract/contract.ts";
import type { Item } from "../../shared/contract/define.ts";

export const ruleFaultsStore = create<Item<Contract["alerts.ruleFaults"]>>(() => ({ problems: [] }));
