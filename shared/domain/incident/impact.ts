import { z } from "zod";
import type { Incident } from "./incident.ts";

/** What a service was asked for while the incident lasted, as far as it was measured. */
export const serviceTraffic = z.object({
  service: z.string(),
  /** Null where the service does not count them, or nothing was measured. */
  requests: z.number().nullable(),
  failed: z.number().nullable(),
  /** Share of the time that was measured, 0 to 1. */
  measured: z.number(),
});
export type ServiceTraffic = Readonly<z.infer<typeof serviceTraffic>>;

/** What was spent of an error budget while the incident lasted. */
export const budgetSpent = z.object({
  slo: z.string(),
  service: z.string(),
  /** Shares of the whole budget: 0.1 is a tenth of it. */
  spent: z.number(),
  left: z.number(),
});
export type BudgetSpent = Readonly<z.infer<typeof budgetSpent>>;

/**
 * What was spent between two times (Unix ms), and what was left after it, by the course of a budget: 1 is all of it. Null where
 * it was not counted before and after the first of them.
 */
export function spentBetween(
  { timesMs, leftRatios }: { readonly timesMs: Float64Array; readonly leftRatios: Float64Array },
  fromMs: number,
  toMs: number,
): { readonly spent: number; readonly left: number } | null {
  const before = timesMs.findLastIndex((timeMs) => timeMs <= fromMs);
  // A budget is counted a slice at a time: the slice in which the incident ended tells the rest of it.
  const after = timesMs.findIndex((timeMs) => timeMs >= toMs);
  const [had, left] = [leftRatios[before], leftRatios[after < 0 ? timesMs.length - 1 : after]];
  const isCounted = before >= 0 && (timesMs.at(-1) ?? 0) > fromMs;
  if (!isCounted || had === undefined || left === undefined || !Number.isFinite(had) || !Number.isFinite(left))
    return null;
  // What is older than the window leaves it, and gives back a little.
  return { spent: Math.max(0, had - left), left };
}

/** How long it took; ms, and null for what has not happened. */
export interface IncidentSpans {
  /** From its beginning until it was mitigated, or until now. */
  readonly lastedMs: number;
  readonly isOver: boolean;
  readonly toDetectMs: number;
  readonly toMitigateMs: number | null;
  readonly toResolveMs: number | null;
}

/** Users feel an incident until it is mitigated. */
export function incidentSpans(
  { startedMs, detectedMs, mitigatedMs, resolvedMs }: Incident,
  nowMs: number,
): IncidentSpans {
  return {
    lastedMs: Math.max(0, (mitigatedMs ?? nowMs) - startedMs),
    isOver: mitigatedMs !== null,
    toDetectMs: detectedMs - startedMs,
    toMitigateMs: mitigatedMs === null ? null : mitigatedMs - startedMs,
    toResolveMs: resolvedMs === null ? null : resolvedMs - startedMs,
  };
}

/**
 * Requests and failed ones out of rates a second: each measured step counts for its length, and a gap counts nothing.
 * `failedShare` is 0 to 1; a step that has no share counts as requests alone. Null where no step was measured.
 */
export function countRequests(
  stepMs: number,
  perSecond: Float64Array,
  failedShare: Float64Array | null,
): Omit<ServiceTraffic, "service"> {
  let requests = 0;
  let failed = 0;
  let steps = 0;
  let shares = 0;
  perSecond.forEach((rate, index) => {
    if (Number.isNaN(rate)) return;
    const ofStep = (rate * stepMs) / 1000;
    requests += ofStep;
    steps += 1;
    const share = failedShare?.[index] ?? Number.NaN;
    if (Number.isNaN(share)) return;
    failed += ofStep * share;
    shares += 1;
  });
  return {
    requests: steps === 0 ? null : requests,
    failed: shares === 0 ? null : failed,
    measured: perSecond.length === 0 ? 0 : steps / perSecond.length,
  };
}
