import { type CancelSignal, throwIfCancelled } from "../../shared/base/cancel.ts";
import type { Clock } from "../../shared/base/clock.ts";

/**
 * What is not done within `timeoutMs`, or when the caller leaves, is cut off by the signal that `work` gets. Rejects as `work`
 * does, and when the caller left; what `work` makes of a cut is its own affair.
 */
export async function withDeadline<T>(
  clock: Clock,
  timeoutMs: number,
  signal: CancelSignal,
  work: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  throwIfCancelled(signal);
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  const timer = clock.after(timeoutMs, () => stop.abort());
  try {
    const done = await work(stop.signal);
    throwIfCancelled(signal);
    return done;
  } finally {
    timer.dispose();
    signal.removeEventListener("abort", onAbort);
  }
}
