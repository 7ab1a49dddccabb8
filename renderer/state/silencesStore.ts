import { create } from "zustand";
import type { Contract } from "../../shared/contract/contract.ts";
import type { Item } from "../../shared/contract/define.ts";

export type SilencesStore = Item<Contract["alerts.silences"]>;
export type Silence = SilencesStore["silences"][number];

export const silencesStore = create<SilencesStore>(() => ({ servers: [], silences: [] }));
