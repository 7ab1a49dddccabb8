import { systemClock } from "../../electron/services/systemClock.ts";
import type { Clock } from "../../shared/base/clock.ts";

/** The machine's own time, so many times as fast: what waits for minutes is over in seconds, in the same order. */
export function createFastClock(times: number): Clock {
  const wallMs = systemClock.nowMs();
  const startMs = systemClock.monotonicMs();
  const passedMs = () => (systemClock.monotonicMs() - startMs) * times;
  return {
    nowMs: () => Math.round(wallMs + passedMs()),
    monotonicMs: passedMs,
    after: (delayMs, call) => systemClock.after(delayMs / times, call),
  };
}
