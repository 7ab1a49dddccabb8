import { type CancelSignal, cancelled } from "../../../shared/base/cancel.ts";

/** At most `limit` at a time, first come first served. `lower` shrinks it when a server allows less. */
export class Semaphore {
  private limit: number;
  private used = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Resolves with the function that gives the place back. */
  acquire(signal?: CancelSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(cancelled(signal));
      const enter = () => {
        signal?.removeEventListener("abort", leave);
        this.used += 1;
        resolve(this.releaser());
      };
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(enter), 1);
        if (signal) reject(cancelled(signal));
      };
      if (this.used < this.limit) return enter();
      this.waiting.push(enter);
      signal?.addEventListener("abort", leave, { once: true });
    });
  }

  get inUse(): number {
    return this.used;
  }

  lower(limit: number): void {
    this.limit = Math.max(1, Math.min(this.limit, limit));
  }

  private releaser(): () => void {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.used -= 1;
      if (this.used < this.limit) this.waiting.shift()?.();
    };
  }
}
