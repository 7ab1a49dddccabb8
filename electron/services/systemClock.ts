import type { Clock } from "../../shared/base/clock.ts";
import { toDisposable } from "../../shared/base/disposable.ts";

/** The machine's own time. Timers do not keep the process alive. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, call) {
    const timer = setTimeout(call, Math.max(0, delayMs));
    timer.unref();
    return toDisposable(() => clearTimeout(timer));
  },
};
