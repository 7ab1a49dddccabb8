import { create } from "zustand";
import type { Contract } from "../../shared/contract/contract.ts";
import type { Item } from "../../shared/contract/define.ts";

export const ruleProblemsStore = create<Item<Contract["alerts.problems"]>>(() => ({ problems: [] }));
