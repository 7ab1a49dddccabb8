import { z } from "zod";
import type { EntryBody } from "./entry.ts";
import { incidentRun } from "./entry.ts";
import { incident } from "./incident.ts";

/** What one incident has in common with another. */
export interface PastIncident {
  readonly id: number;
  readonly startedMs: number;
  readonly services: readonly string[];
  /** See `signOf`: of all its entries. */
  readonly signs: readonly string[];
}

/** A past incident that was like this one, and what helped then. */
export const likeness = z.object({
  ...incident.pick({ id: true, title: true, status: true, startedMs: true, mitigatedMs: true }).shape,
  /** What both have, most telling first: `alert LatencyP99High`, `kernel OOM killed`, `service chat`. */
  common: z.array(z.string()).readonly(),
  /** Runs that were verified then. */
  helped: z.array(incidentRun).readonly(),
});
export type Likeness = Readonly<z.infer<typeof likeness>>;

/** A cause that is less likely than that is a guess. */
const leastConfidence = 0.5;

/** By what an entry is known again in another incident; null for what happens in all of them. */
export function signOf(body: EntryBody): string | null {
  if (body.kind === "diagnosis") {
    const [first] = body.candidates;
    return first && first.confidence >= leastConfidence ? `fault ${first.name}` : null;
  }
  if (body.kind !== "event") return null;
  const { kind, severity, title } = body.event;
  const isSymptom = kind === "alert" || kind === "kernel" || kind === "workload" || kind === "host";
  return isSymptom && severity !== "info" ? `${kind} ${title}` : null;
}

const weights: readonly (readonly [prefix: string, weight: number])[] = [
  ["alert ", 3],
  ["fault ", 3],
  ["kernel ", 2],
  ["service ", 2],
  ["workload ", 1],
  ["host ", 1],
];
/** A service alone, or a container that started again, says nothing. */
const leastWeight = 3;
const mostTold = 5;

/** Past incidents that have the most in common with this one, and of equal ones the newest first. */
export function mostAlike(
  current: PastIncident,
  past: Iterable<PastIncident>,
): readonly { readonly id: number; readonly common: readonly string[] }[] {
  const own = new Set([...current.signs, ...current.services.map((name) => `service ${name}`)]);
  return [...past]
    .filter(({ id }) => id !== current.id)
    .map(({ id, startedMs, signs, services }) => {
      const common = [...new Set([...signs, ...services.map((name) => `service ${name}`)])].filter((one) =>
        own.has(one),
      );
      return { id, startedMs, common: common.sort((a, b) => weightOf(b) - weightOf(a)) };
    })
    .map((one) => ({ ...one, weight: one.common.reduce((sum, sign) => sum + weightOf(sign), 0) }))
    .filter(({ weight }) => weight >= leastWeight)
    .sort((a, b) => b.weight - a.weight || b.startedMs - a.startedMs)
    .slice(0, mostTold)
    .map(({ id, common }) => ({ id, common }));
}

function weightOf(sign: string): number {
  return weights.find(([prefix]) => sign.startsWith(prefix))?.[1] ?? 0;
}
