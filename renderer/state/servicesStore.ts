import { create } from "zustand";
import type { Contract } from "../../shared/contract/contract.ts";
import type { Item } from "../../shared/contract/define.ts";

export type ServiceDefinition = Item<Contract["services.list"]>["services"][number];
export type ServiceState = Item<Contract["services.watch"]>["services"][number];
export type ServiceFacts = Item<Contract["services.facts"]>;

export interface ServicesStore {
  /** Null before the first answer. */
  readonly definitions: readonly ServiceDefinition[] | null;
  /** As last seen: they change while a screen that shows them is open. */
  readonly states: readonly ServiceState[] | null;
}

export const servicesStore = create<ServicesStore>(() => ({ definitions: null, states: null }));
