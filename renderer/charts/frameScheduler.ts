import { type Disposable, toDisposable } from "../../shared/base/disposable.ts";

/** Runs requested work in the next animation frame: one callback for all charts, each piece at most once. */
export class FrameScheduler implements Disposable {
  private readonly pending = new Set<() => void>();
  private handle: number | null = null;

  request(work: () => void): Disposable {
    this.pending.add(work);
    this.handle ??= requestAnimationFrame(() => this.flush());
    return toDisposable(() => this.pending.delete(work));
  }

  /** Runs what is pending now. One piece that throws does not keep the others from running. */
  flush(): void {
    if (this.handle !== null) cancelAnimationFrame(this.handle);
    this.handle = null;
    const work = [...this.pending];
    this.pending.clear();
    let failure: unknown;
    for (const piece of work) {
      try {
        piece();
      } catch (error) {
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
  }

  dispose(): void {
    if (this.handle !== null) cancelAnimationFrame(this.handle);
    this.handle = null;
    this.pending.clear();
  }
}

/** The page has one display, so it has one of these. */
export const frames = new FrameScheduler();
