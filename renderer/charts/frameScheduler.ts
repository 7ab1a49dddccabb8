import { type Disposable, toDisposable } from "../../shared/base/disposable.ts";

/** Of a frame's 16 ms; what the browser does for the frame itself needs the rest. */
const budgetMs = 8;

/**
 * Runs requested work in the next animation frame: one callback for all charts, each piece at most once. What does not fit
 * into the frame goes on in the next one, so that many charts that update at once do not stop the page.
 */
export class FrameScheduler implements Disposable {
  private readonly pending = new Set<() => void>();
  private handle: number | null = null;

  request(work: () => void): Disposable {
    this.pending.add(work);
    this.handle ??= requestAnimationFrame(() => this.flush());
    return toDisposable(() => this.pending.delete(work));
  }

  /** One piece that throws does not keep the others from running. */
  private flush(): void {
    this.handle = null;
    const endMs = performance.now() + budgetMs;
    let failure: unknown;
    // What is asked for meanwhile belongs to the next frame.
    for (const piece of [...this.pending]) {
      if (!this.pending.delete(piece)) continue;
      try {
        piece();
      } catch (error) {
        failure ??= error;
      }
      if (performance.now() >= endMs) break;
    }
    if (this.pending.size > 0) this.handle ??= requestAnimationFrame(() => this.flush());
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
