import { create } from "zustand";
import type { Contract } from "../../shared/contract/contract.ts";
import type { Item } from "../../shared/contract/define.ts";

type EventsItem = Item<Contract["events.watch"]>;
export type FleetEvent = EventsItem["events"][number];

export interface EventsStore {
  /** Of the last day, newest first; null before the first answer. */
  readonly events: readonly FleetEvent[] | null;
  /** How many there are of the last day: more than are held, where there are many. */
  readonly total: number;
  readonly problem: string | null;
}

export const eventsStore = create<EventsStore>(() => ({ events: null, total: 0, problem: null }));

const mostHeld = 1000;
const dayMs = 86_400_000;

export function applyEvents(
  state: EventsStore,
  { first, events, total, problem }: EventsItem,
  nowMs: number,
): EventsStore {
  const before = first ? [] : (state.events ?? []).filter(({ atMs }) => atMs >= nowMs - dayMs);
  const all = [...events, ...before].sort((a, b) => b.atMs - a.atMs || b.id - a.id);
  return { events: all.slice(0, mostHeld), total, problem };
}
