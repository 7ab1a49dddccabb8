import type { Clock } from "./clock.ts";
import { MidwatchError } from "./errors.ts";

/** The part of `AbortSignal` that runs everywhere; an `AbortSignal` is one. */
export interface CancelSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: "abort", listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

export function throwIfCancelled(signal: CancelSignal | undefined): void {
  if (signal?.aborted) throw cancelled(signal);
}

export function cancelled(signal: CancelSignal): MidwatchError {
  return signal.reason instanceof MidwatchError
    ? signal.reason
    : new MidwatchError("CANCELLED", "Cancelled", { cause: signal.reason });
}

/** Resolves after `delayMs` of `clock`; rejects at once when cancelled. */
export function delay(clock: Clock, delayMs: number, signal?: CancelSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(cancelled(signal));
    const onAbort = () => {
      timer.dispose();
      if (signal) reject(cancelled(signal));
    };
    const timer = clock.after(delayMs, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
