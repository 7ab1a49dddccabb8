import type { Clock } from "../../../shared/base/clock.ts";

/** What is later than this is taken as new: one of the two clocks stood still. */
const mostLateMs = 2000;
const windowMs = 60_000;

/** When a host took what it sent, by our clock. */
export interface HostTime {
  /** Unix ms; for the uptime of something that has just come, once for each. */
  takenAtMs(uptimeSeconds: number): number;
}

/**
 * What a host sends waits for its turn to be read, for longer or shorter; the uptime in it does not. How far the two clocks
 * are apart is told by what came soonest in the last one to two minutes.
 */
export function createHostTime(clock: Pick<Clock, "nowMs" | "monotonicMs">): HostTime {
  let windowEndsMs = Number.NEGATIVE_INFINITY;
  let leastMs = Number.POSITIVE_INFINITY;
  let leastBeforeMs = Number.POSITIVE_INFINITY;
  return {
    takenAtMs(uptimeSeconds) {
      const nowMs = clock.monotonicMs();
      if (nowMs >= windowEndsMs) {
        leastBeforeMs = nowMs < windowEndsMs + windowMs ? leastMs : Number.POSITIVE_INFINITY;
        windowEndsMs = nowMs + windowMs;
        leastMs = Number.POSITIVE_INFINITY;
      }
      const apartMs = nowMs - uptimeSeconds * 1000;
      leastMs = Math.min(leastMs, apartMs);
      const lateMs = apartMs - Math.min(leastMs, leastBeforeMs);
      if (lateMs <= mostLateMs) return clock.nowMs() - lateMs;
      leastMs = apartMs;
      leastBeforeMs = apartMs;
      return clock.nowMs();
    },
  };
}
