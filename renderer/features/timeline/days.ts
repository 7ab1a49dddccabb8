import type { FleetEvent } from "../../state/eventsStore.ts";
import { formatDay } from "../../ui/format.ts";

interface EventDay {
  /** `19 Nov`. */
  readonly day: string;
  readonly events: readonly FleetEvent[];
}

/** Events by the day that they happened on, in their order. */
export function daysOf(events: readonly FleetEvent[], zone: "utc" | "local"): readonly EventDay[] {
  const days = new Map<string, FleetEvent[]>();
  for (const event of events) {
    const day = formatDay(event.atMs, zone);
    const known = days.get(day);
    if (known) known.push(event);
    else days.set(day, [event]);
  }
  return [...days].map(([day, ofDay]) => ({ day, events: ofDay }));
}
