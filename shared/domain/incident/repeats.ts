import type { FleetEvent } from "../events/fleetEvent.ts";
import type { IncidentEntry } from "./entry.ts";

/** An alert that fired again and again, with each of its firings and ends. */
export interface Repeats {
  readonly kind: "repeats";
  /** Of the alert. */
  readonly name: string;
  /** How often it fired. */
  readonly fired: number;
  readonly severity: FleetEvent["severity"];
  /** Hosts and services that it fired for, each once. */
  readonly places: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  /** In the order in which they were given; one at least. */
  readonly entries: readonly IncidentEntry[];
}

export type TimelineItem = { readonly kind: "entry"; readonly entry: IncidentEntry } | Repeats;

/** Two firings are told each on its own. */
const leastFired = 3;
const ending = / resolved$/;
/** Who took it on is told each time. */
const claim = / claimed$/;
const severities = ["critical", "warning", "info"] as const;

/** A timeline in which an alert that fired three times or more is one item, in the place of its first entry in the order given. */
export function foldRepeats(entries: readonly IncidentEntry[]): readonly TimelineItem[] {
  const byName = new Map<string, IncidentEntry[]>();
  for (const entry of entries) {
    const name = alertName(entry);
    if (name === null) continue;
    const known = byName.get(name);
    if (known) known.push(entry);
    else byName.set(name, [entry]);
  }
  const told = new Set<string>();
  return entries.flatMap((entry): readonly TimelineItem[] => {
    const name = alertName(entry);
    const all = name === null ? [] : (byName.get(name) ?? []);
    if (name === null || firingsOf(all).length < leastFired) return [{ kind: "entry", entry }];
    if (told.has(name)) return [];
    told.add(name);
    return [repeatsOf(name, all)];
  });
}

function alertName({ body }: IncidentEntry): string | null {
  if (body.kind !== "event" || body.event.kind !== "alert" || claim.test(body.event.title)) return null;
  return body.event.title.replace(ending, "");
}

function firingsOf(entries: readonly IncidentEntry[]): readonly FleetEvent[] {
  return entries.flatMap(({ body }) => (body.kind === "event" && !ending.test(body.event.title) ? [body.event] : []));
}

function repeatsOf(name: string, entries: readonly IncidentEntry[]): Repeats {
  const firings = firingsOf(entries);
  const times = entries.map(({ atMs }) => atMs);
  return {
    kind: "repeats",
    name,
    fired: firings.length,
    severity: severities.find((one) => firings.some(({ severity }) => severity === one)) ?? "info",
    places: [...new Set(firings.flatMap(({ host, service }) => host ?? service ?? []))],
    fromMs: Math.min(...times),
    toMs: Math.max(...times),
    entries,
  };
}
