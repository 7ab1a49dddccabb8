import type { Clock } from "../../shared/base/clock.ts";
import { type Disposable, toDisposable } from "../../shared/base/disposable.ts";

/** A clock that moves only when told to; timers fire in order of their due time. */
export class ManualClock implements Clock {
  private wallMs: number;
  private elapsedMs = 0;
  private readonly timers = new Set<{ readonly dueMs: number; readonly call: () => void }>();

  constructor(wallMs = Date.UTC(2026, 10, 19, 2, 14, 22)) {
    this.wallMs = wallMs;
  }

  nowMs(): number {
    return this.wallMs;
  }

  monotonicMs(): number {
    return this.elapsedMs;
  }

  after(delayMs: number, call: () => void): Disposable {
    const timer = { dueMs: this.elapsedMs + Math.max(0, delayMs), call };
    this.timers.add(timer);
    return toDisposable(() => this.timers.delete(timer));
  }

  get pendingTimers(): number {
    return this.timers.size;
  }

  /** Moves time forward, firing what falls due on the way, and lets promises settle between timers. */
  async advance(byMs: number): Promise<void> {
    const endMs = this.elapsedMs + byMs;
    for (;;) {
      await settle();
      const next = [...this.timers].filter((t) => t.dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs)[0];
      if (!next) break;
      this.moveTo(next.dueMs);
      this.timers.delete(next);
      next.call();
    }
    this.moveTo(endMs);
    await settle();
  }

  /** A wall clock step (NTP, resume): monotonic time does not move. */
  stepWall(byMs: number): void {
    this.wallMs += byMs;
  }

  private moveTo(elapsedMs: number): void {
    this.wallMs += elapsedMs - this.elapsedMs;
    this.elapsedMs = elapsedMs;
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
