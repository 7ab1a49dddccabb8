import type { Clock } from "../base/clock.ts";

/** A token bucket: `take` is false once a client has been refused too often in too short a time. */
export class RefusalBudget {
  private left: number;
  private lastMs: number;
  private readonly clock: Clock;
  private readonly burst: number;
  private readonly perSecond: number;

  constructor(clock: Clock, burst: number, perSecond: number) {
    this.clock = clock;
    this.burst = burst;
    this.perSecond = perSecond;
    this.left = burst;
    this.lastMs = clock.monotonicMs();
  }

  take(): boolean {
    const nowMs = this.clock.monotonicMs();
    this.left = Math.min(this.burst, this.left + ((nowMs - this.lastMs) / 1000) * this.perSecond);
    this.lastMs = nowMs;
    if (this.left < 1) return false;
    this.left -= 1;
    return true;
  }
}
