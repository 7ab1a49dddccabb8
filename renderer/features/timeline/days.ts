import type { FleetEvent } from "../../state/eventsStore.ts";

interface EventDay {
  /** `19 Nov`. */
  readonly day: string;
  readonly events: readonly FleetEvent[];
}

/** Events by the day that they happened on, in their order. */
export function daysOf(events: readonly FleetEvent[], zone: "utc" | "local"): readonly EventDay[] {
  const days = new Map<string, FleetEvent[]>();
  for (const event of events) {
    const day = dayOf(event.atMs, zone);
    const known = days.get(day);
    if (known) known.push(event);
    else days.set(day, [event]);
  }
  return [...days].map(([day, ofDay]) => ({ day, events: ofDay }));
}

export function dayOf(atMs: number, zone: "utc" | "local"): string {
  return formats[zone].format(atMs);
}

const parts = { day: "numeric", month: "short" } as const;
const formats = {
  utc: new Intl.DateTimeFormat("en-GB", { ...parts, timeZone: "UTC" }),
  local: new Intl.DateTimeFormat("en-GB", parts),
};
