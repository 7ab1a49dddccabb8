import { z } from "zod";
import type { Observation } from "./observation.ts";

export const verdict = z.enum(["passed", "failed", "inconclusive"]);
export type Verdict = z.infer<typeof verdict>;

/** How long a condition has held without a break. */
export interface Holding {
  readonly heldSinceMs: number | null;
  readonly last: Observation["outcome"] | null;
}

export const notHeld: Holding = { heldSinceMs: null, last: null };

export function hold({ heldSinceMs }: Holding, { outcome }: Observation, atMs: number): Holding {
  return { heldSinceMs: outcome === "true" ? (heldSinceMs ?? atMs) : null, last: outcome };
}

/**
 * Passed once it held for the whole window. At the deadline it failed when its last value was out of bounds; when there was no
 * value, or the window was not full yet, nothing is proved. Null while it is open.
 */
export function judge(
  { heldSinceMs, last }: Holding,
  { windowMs, deadlineMs, nowMs }: { readonly windowMs: number; readonly deadlineMs: number; readonly nowMs: number },
): Verdict | null {
  if (heldSinceMs !== null && nowMs - heldSinceMs >= windowMs) return "passed";
  if (nowMs < deadlineMs) return null;
  return last === "false" ? "failed" : "inconclusive";
}

/** The verdict of several: one that failed fails all, one that proves nothing leaves all unproved. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("failed")) return "failed";
  return verdicts.length === 0 || verdicts.includes("inconclusive") ? "inconclusive" : "passed";
}
