import type { Steps } from "./context.ts";

/** For each step, the samples `from` to `to` (exclusive) of its window (t - range, t]. */
export interface Windows {
  readonly timesMs: Float64Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Finds the windows of series; those that share their times are found once. */
export class WindowFinder {
  readonly lookups: Steps;
  readonly rangeMs: number;
  private last: Windows | null = null;

  /** `lookups` are the times at which windows end, ascending or all the same. */
  constructor(lookups: Steps, rangeMs: number) {
    this.lookups = lookups;
    this.rangeMs = rangeMs;
  }

  /** The newest time that any window holds. */
  get endMs(): number {
    return this.lookups.startMs + (this.lookups.count - 1) * this.lookups.stepMs;
  }

  /** All windows begin after this time. */
  get startMs(): number {
    return this.lookups.startMs - this.rangeMs;
  }

  of(timesMs: Float64Array): Windows {
    if (this.last?.timesMs !== timesMs) this.last = this.find(timesMs);
    return this.last;
  }

  private find(timesMs: Float64Array): Windows {
    const { startMs, stepMs, count } = this.lookups;
    const from = new Int32Array(count);
    const to = new Int32Array(count);
    let low = firstAfter(timesMs, startMs - this.rangeMs);
    let high = low;
    for (let step = 0; step < count; step++) {
      const endMs = startMs + step * stepMs;
      const afterMs = endMs - this.rangeMs;
      while (high < timesMs.length && (timesMs[high] ?? 0) <= endMs) high++;
      while (low < high && (timesMs[low] ?? 0) <= afterMs) low++;
      from[step] = low;
      to[step] = high;
    }
    return { timesMs, from, to };
  }
}

/** The index of the first time after `timeMs`. */
function firstAfter(timesMs: Float64Array, timeMs: number): number {
  let low = 0;
  let high = timesMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesMs[middle] ?? 0) > timeMs) high = middle;
    else low = middle + 1;
  }
  return low;
}
