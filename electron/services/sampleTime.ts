import type { Clock } from "../../shared/base/clock.ts";

/**
 * The times of one target's rows: when the client received them, by its wall clock. Always later than the last: a clock
 * that was set back holds the time (1 ms a row) until it has caught up. Nothing is filled in: a gap stays a gap.
 */
export function createSampleTime(clock: Clock): () => number {
  let lastMs = Number.NEGATIVE_INFINITY;
  return () => {
    lastMs = Math.max(Math.round(clock.nowMs()), lastMs + 1);
    return lastMs;
  };
}
