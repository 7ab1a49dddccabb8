import type { Clock } from "../../shared/base/clock.ts";
import { toDisposable } from "../../shared/base/disposable.ts";

/** The page's own time. */
export const browserClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, call) {
    const timer = setTimeout(call, delayMs);
    return toDisposable(() => clearTimeout(timer));
  },
};
