import { type CancelSignal, cancelled, throwIfCancelled } from "../../shared/base/cancel.ts";

/**
 * Begins work that several can wait for. It is cut off, by the signal that it gets, when the last of them left; `onEnd` is
 * told once, when it is done, fails or is cut off. Waiting rejects as `work` does, and with CANCELLED for who left.
 */
export function shareWork<T>(
  work: (stop: CancelSignal) => Promise<T>,
  onEnd: () => void,
): (signal: CancelSignal) => Promise<T> {
  const stop = new AbortController();
  let waiting = 0;
  const ended = new Promise<void>((resolve) => stop.signal.addEventListener("abort", () => resolve(), { once: true }));
  const done = work(stop.signal);
  void Promise.race([done, ended]).then(onEnd, onEnd);
  return async (signal) => {
    throwIfCancelled(signal);
    waiting += 1;
    let leave = () => {};
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(cancelled(signal));
      signal.addEventListener("abort", leave, { once: true });
    });
    try {
      return await Promise.race([done, left]);
    } finally {
      signal.removeEventListener("abort", leave);
      waiting -= 1;
      if (waiting === 0) stop.abort();
    }
  };
}
