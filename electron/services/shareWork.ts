import { type CancelSignal, cancelled } from "../../shared/base/cancel.ts";

/**
 * Begins work that several can wait for. When the last of them leaves, because it is done or because they were cancelled, it is
 * cut off by the signal that it gets, and `onEnd` is told. Waiting rejects as `work` does, and with CANCELLED for who left.
 */
export function shareWork<T>(
  work: (stop: CancelSignal) => Promise<T>,
  onEnd: () => void,
): (signal: CancelSignal | undefined) => Promise<T> {
  const stop = new AbortController();
  const done = work(stop.signal);
  let waiting = 0;
  return (signal) => {
    if (signal?.aborted) return Promise.reject(cancelled(signal));
    waiting += 1;
    return new Promise((resolve, reject) => {
      let isHere = true;
      const leave = () => {
        if (!isHere) return;
        isHere = false;
        signal?.removeEventListener("abort", onAbort);
        waiting -= 1;
        if (waiting > 0) return;
        stop.abort();
        onEnd();
      };
      const onAbort = () => {
        leave();
        if (signal) reject(cancelled(signal));
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      done.finally(leave).then(resolve, reject);
    });
  };
}
