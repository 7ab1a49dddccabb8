import { inTimeOrder, mergeByTime } from "./mergeLines.ts";

/**
 * Live lines of several sources in time order: each waits `holdMs` for older ones of slower sources, never longer.
 */
export class LiveMerge<T extends { readonly timeMs: number }> {
  private readonly holdMs: number;
  private waiting: { readonly arrivedMs: number; readonly lines: readonly T[] }[] = [];
  private count = 0;

  constructor(holdMs: number) {
    this.holdMs = holdMs;
  }

  /** Lines that wait. */
  get size(): number {
    return this.count;
  }

  add(lines: readonly T[], nowMs: number): void {
    if (lines.length === 0) return;
    this.waiting.push({ arrivedMs: nowMs, lines: inTimeOrder(lines) });
    this.count += lines.length;
  }

  /** What waited long enough, and whatever is older than that. */
  take(nowMs: number): readonly T[] {
    const due = this.waiting.filter(({ arrivedMs }) => nowMs - arrivedMs >= this.holdMs);
    const newestMs = due.reduce(
      (newest, { lines }) => Math.max(newest, lines.at(-1)?.timeMs ?? 0),
      Number.NEGATIVE_INFINITY,
    );
    const taken: (readonly T[])[] = [];
    const left: typeof this.waiting = [];
    for (const batch of this.waiting) {
      const cut = batch.lines.findIndex(({ timeMs }) => timeMs > newestMs);
      if (cut !== 0) taken.push(cut < 0 ? batch.lines : batch.lines.slice(0, cut));
      if (cut >= 0) left.push({ ...batch, lines: batch.lines.slice(cut) });
    }
    this.waiting = left;
    const merged = mergeByTime(taken);
    this.count -= merged.length;
    return merged;
  }
}
