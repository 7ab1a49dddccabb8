import { type CancelSignal, cancelled } from "../../../shared/base/cancel.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";

export interface Deadline extends Disposable {
  /** Aborts with the error to reject with. */
  readonly signal: AbortSignal;
}

/**
 * A caller's signals and a time limit as one signal, which aborts with `late` (SSH_TIMEOUT for a mere text) when the
 * time is up. Dispose when the wait is over: timer and listeners go.
 */
export function deadline(
  timeoutMs: number,
  late: string | MidwatchError,
  ...signals: (CancelSignal | undefined)[]
): Deadline {
  const controller = new AbortController();
  const failure = typeof late === "string" ? new MidwatchError("SSH_TIMEOUT", late, { retryable: true }) : late;
  const timer = setTimeout(() => controller.abort(failure), timeoutMs);
  timer.unref();
  const linked = signals.filter((signal) => signal !== undefined);
  const listeners = linked.map((signal) => {
    const abort = () => controller.abort(cancelled(signal));
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    return () => signal.removeEventListener("abort", abort);
  });
  return {
    signal: controller.signal,
    dispose() {
      clearTimeout(timer);
      for (const remove of listeners) remove();
    },
  };
}

/** `promise`, or the signal's own error when that comes first. What arrives too late goes to `discard`. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal, discard?: (value: T) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    let over = false;
    const onAbort = () => {
      over = true;
      reject(cancelled(signal));
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    promise.then(
      (value) => {
        signal.removeEventListener("abort", onAbort);
        if (over) discard?.(value);
        else resolve(value);
      },
      (error: unknown) => {
        signal.removeEventListener("abort", onAbort);
        reject(error);
      },
    );
  });
}
