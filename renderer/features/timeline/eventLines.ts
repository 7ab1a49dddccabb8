import type { FleetEvent } from "../../state/eventsStore.ts";

/** What is told in one line: an event, or those of one rule's alerts that came together. */
export interface EventLine {
  /** Of the first of them: it stays the same while more come. */
  readonly id: number;
  readonly atMs: number;
  /** The worst of them, of equal ones the first: the line leads where it does. */
  readonly event: FleetEvent;
  readonly title: string;
  readonly text: string;
}

/** What one fault does to many targets is seen within that time. */
const togetherMs = 60_000;
const mostNamed = 3;

const rank: Readonly<Record<FleetEvent["severity"], number>> = { critical: 0, warning: 1, info: 2 };

/** Lines of events, both newest first; alerts of one name whose events follow the first within a minute stand where it does. */
export function eventLines(events: readonly FleetEvent[]): readonly EventLine[] {
  const groups: [FleetEvent, ...FleetEvent[]][] = [];
  const newest = new Map<string, [FleetEvent, ...FleetEvent[]]>();
  for (const event of [...events].reverse()) {
    const key = JSON.stringify([event.title, event.origin]);
    const known = event.target === null ? undefined : newest.get(key);
    const isTold = known?.some(({ alert }) => alert === event.alert) ?? true;
    if (known && !isTold && event.atMs - known[0].atMs <= togetherMs) {
      known.push(event);
      continue;
    }
    const group: [FleetEvent] = [event];
    groups.push(group);
    if (event.target !== null) newest.set(key, group);
  }
  return groups.map(lineOf).reverse();
}

function lineOf(group: readonly [FleetEvent, ...FleetEvent[]]): EventLine {
  const [first] = group;
  const worst = group.reduce((one, other) => (rank[other.severity] < rank[one.severity] ? other : one));
  const line = { id: first.id, atMs: first.atMs, event: worst, title: worst.title, text: worst.text };
  if (group.length === 1) return line;
  const targets = [...new Set([worst, ...group].map(({ target }) => target))];
  const counted = targets.length === group.length ? "targets" : "alerts";
  const title = `${worst.title}, ${group.length} ${counted}`;
  if (targets.length === 1) return { ...line, title };
  const more = targets.length - mostNamed;
  const named = targets.slice(0, mostNamed).join(", ");
  return { ...line, title, text: more > 0 ? `${named} and ${more} more` : named };
}
