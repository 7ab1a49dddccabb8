import type { CancelSignal } from "../../shared/base/cancel.ts";
import type { Clock } from "../../shared/base/clock.ts";
import type { Disposable } from "../../shared/base/disposable.ts";
import type { Event } from "../../shared/base/emitter.ts";

interface ChangesOptions {
  readonly clock: Clock;
  readonly signal: CancelSignal;
  /** At least this long between two items. */
  readonly minIntervalMs: number;
  /** What is opened is empty still: a quarter of the interval at first, and longer with its age. */
  readonly isFilling?: boolean;
}

/**
 * Turns "something changed" into pulls: yields at once, then after each change, with everything that was told in
 * between. A consumer that does not pull costs nothing and misses no change.
 */
export async function* changes<T>(event: Event<T>, options: ChangesOptions): AsyncGenerator<readonly T[], void> {
  const { clock, signal, minIntervalMs, isFilling = false } = options;
  let told: T[] = [];
  let wake: (() => void) | null = null;
  const wakeUp = () => wake?.();
  const intervalMs = (ageMs: number) =>
    isFilling ? Math.min(minIntervalMs, Math.max(minIntervalMs / 4, ageMs / 2)) : minIntervalMs;
  const subscription = event((value) => {
    told.push(value);
    wakeUp();
  });
  signal.addEventListener("abort", wakeUp);
  try {
    const beganMs = clock.monotonicMs();
    let lastMs = beganMs;
    yield [];
    while (!signal.aborted) {
      const waitMs = told.length === 0 ? null : lastMs + intervalMs(lastMs - beganMs) - clock.monotonicMs();
      if (waitMs === null || waitMs > 0) {
        await new Promise<void>((resolve) => {
          const timer: Disposable | null = waitMs === null ? null : clock.after(waitMs, resolve);
          wake = () => {
            if (waitMs !== null && !signal.aborted) return;
            timer?.dispose();
            resolve();
          };
        });
        wake = null;
        continue;
      }
      const items = told;
      told = [];
      lastMs = clock.monotonicMs();
      yield items;
    }
  } finally {
    subscription.dispose();
    signal.removeEventListener("abort", wakeUp);
  }
}
