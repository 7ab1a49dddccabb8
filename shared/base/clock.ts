import type { Disposable } from "./disposable.ts";

/** Time as an argument: services and domain code never read the machine's clock themselves. */
export interface Clock {
  /** Wall clock, milliseconds since the Unix epoch; may step. */
  nowMs(): number;
  /** Milliseconds from an arbitrary start; never goes back. */
  monotonicMs(): number;
  /** Calls once after `delayMs`, soon where that is past; disposing cancels. */
  after(delayMs: number, call: () => void): Disposable;
}
