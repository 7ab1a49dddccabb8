import { type CancelSignal, delay } from "../../shared/base/cancel.ts";
import type { Clock } from "../../shared/base/clock.ts";

/** Yields at once and then every `intervalMs`, until cancelled; never catches up on what a slow consumer missed. */
export async function* ticks(options: {
  readonly clock: Clock;
  readonly signal: CancelSignal;
  readonly intervalMs: number;
}): AsyncGenerator<void, void> {
  const { clock, signal, intervalMs } = options;
  while (!signal.aborted) {
    yield;
    await delay(clock, intervalMs, signal);
  }
}
