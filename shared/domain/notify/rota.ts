import type { Rota } from "../workspace/notify.ts";
import { instantOf, wallClock } from "./wallClock.ts";

/** Who is on call, and until when (Unix ms). */
export interface OnCall {
  readonly person: string;
  readonly untilMs: number;
}

/**
 * Who is on call at that time: shifts follow the zone's clocks, so that a hand-over at nine stays at nine when these change.
 * An override goes before; the last one that holds counts. Null before the first shift.
 */
export function onCallAt(rota: Rota, nowMs: number): OnCall | null {
  const overrides = rota.overrides.map(({ person, from, until }) => ({
    person,
    fromMs: Date.parse(from),
    untilMs: Date.parse(until),
  }));
  const instead = overrides.findLast(({ fromMs, untilMs }) => fromMs <= nowMs && nowMs < untilMs);
  if (instead) return { person: instead.person, untilMs: instead.untilMs };
  const planned = plannedAt(rota, nowMs);
  if (!planned) return null;
  const next = overrides.filter(({ fromMs }) => fromMs > nowMs).map(({ fromMs }) => fromMs);
  return { ...planned, untilMs: Math.min(planned.untilMs, ...next) };
}

function plannedAt({ zone, start, at, shift, people }: Rota, nowMs: number): OnCall | null {
  const startWallMs = Date.parse(`${start}T00:00:00Z`) + at * 60_000;
  const shifts = Math.floor((wallClock(nowMs, zone).wallMs - startWallMs) / shift);
  const person = people[shifts % people.length];
  if (shifts < 0 || person === undefined) return null;
  return { person, untilMs: instantOf(startWallMs + (shifts + 1) * shift, zone) };
}
