import type { FleetEvent } from "../../state/eventsStore.ts";

/** Events that stand too close to each other for an icon each. */
export interface EventGroup {
  /** Pixels from the left edge. */
  readonly x: number;
  /** Oldest first, at least one. */
  readonly events: readonly FleetEvent[];
  /** Pixels that its words have, and on which side of its icon. */
  readonly room: number;
  readonly side: "right" | "left";
}

/**
 * Events between two times on `width` pixels; those nearer than `apart` to the one before stand with it. Words stand after
 * their icon, or before it where only there is `leastRoom`.
 */
export function eventGroups(
  events: readonly FleetEvent[],
  { fromMs, toMs, width }: { readonly fromMs: number; readonly toMs: number; readonly width: number },
  apart: number,
  leastRoom: number,
): readonly EventGroup[] {
  const groups: { x: number; events: FleetEvent[] }[] = [];
  for (const event of events) {
    if (event.atMs < fromMs || event.atMs > toMs) continue;
    const x = ((event.atMs - fromMs) / (toMs - fromMs)) * width;
    const last = groups.at(-1);
    if (last && x - last.x < apart) last.events.push(event);
    else groups.push({ x, events: [event] });
  }
  /** From there on nothing stands yet. */
  let free = 0;
  return groups.map((group, at) => {
    const after = (groups[at + 1]?.x ?? width) - group.x - apart;
    const before = group.x - free - apart;
    const isLeft = after <= leastRoom && before > leastRoom;
    free = isLeft || after <= leastRoom ? group.x + apart / 2 : (groups[at + 1]?.x ?? width) - apart / 2;
    return { ...group, room: isLeft ? before : after, side: isLeft ? "left" : "right" };
  });
}

const severities = ["critical", "warning", "info"] as const;

/** The `most` gravest, those of one severity by time: in a crowd what broke is never behind what merely happened. */
export function gravestEvents(events: readonly FleetEvent[], most: number): readonly FleetEvent[] {
  const kept = new Set(severities.flatMap((one) => events.filter(({ severity }) => severity === one)).slice(0, most));
  return events.filter((event) => kept.has(event));
}
