import type { ColumnFrame, SeriesId } from "../../shared/domain/metrics/model.ts";

/** A window of columns without a copy; valid until the buffer's next change. NaN is a gap. */
export interface ColumnView {
  readonly timesMs: Float64Array;
  readonly values: readonly Float64Array[];
}

const empty = new Float64Array(0);

/**
 * The samples of one query inside the panel's range: a window that slides along arrays of twice its length,
 * so that an append writes the new values and moves memory only once per window.
 */
export class SeriesBuffer {
  private readonly rangeMs: number;
  private times: Float64Array = empty;
  private columns: Float64Array[] = [];
  private ids: readonly SeriesId[] = [];
  private start = 0;
  private end = 0;

  constructor(rangeMs: number) {
    this.rangeMs = rangeMs;
  }

  get series(): readonly SeriesId[] {
    return this.ids;
  }

  get length(): number {
    return this.end - this.start;
  }

  reset(frame: ColumnFrame): void {
    this.ids = frame.series;
    this.start = 0;
    this.end = 0;
    this.allocate(Math.max(64, frame.timesMs.length * 2));
    this.append(frame);
  }

  /** Adds the steps after the newest one held; steps that are not newer are ignored. */
  append(frame: ColumnFrame): void {
    const newestMs = this.end > this.start ? (this.times[this.end - 1] ?? -Infinity) : -Infinity;
    let from = 0;
    while (from < frame.timesMs.length && (frame.timesMs[from] ?? 0) <= newestMs) from += 1;
    const count = frame.timesMs.length - from;
    if (count === 0) return;
    this.makeRoom(count);
    this.times.set(from === 0 ? frame.timesMs : frame.timesMs.subarray(from), this.end);
    this.columns.forEach((column, s) => {
      const values = frame.values[s];
      if (values) column.set(from === 0 ? values : values.subarray(from), this.end);
      else column.fill(Number.NaN, this.end, this.end + count);
    });
    this.end += count;
    this.trim();
  }

  view(): ColumnView {
    return {
      timesMs: this.times.subarray(this.start, this.end),
      values: this.columns.map((column) => column.subarray(this.start, this.end)),
    };
  }

  private trim(): void {
    const oldestMs = (this.times[this.end - 1] ?? 0) - this.rangeMs;
    while (this.start < this.end && (this.times[this.start] ?? 0) < oldestMs) this.start += 1;
  }

  private makeRoom(count: number): void {
    if (this.end + count <= this.times.length) return;
    const needed = this.length + count;
    // Sliding pays only when it frees a good part of the memory.
    if (needed * 1.5 > this.times.length) this.allocate(needed * 2);
    else this.slideToFront();
  }

  private slideToFront(): void {
    for (const array of [this.times, ...this.columns]) array.copyWithin(0, this.start, this.end);
    this.end -= this.start;
    this.start = 0;
  }

  private allocate(capacity: number): void {
    const { start, end } = this;
    const grow = (old: Float64Array) => {
      const array = new Float64Array(capacity);
      array.set(old.subarray(start, end));
      return array;
    };
    this.times = grow(this.times);
    this.columns = this.ids.map((_, s) => grow(this.columns[s] ?? empty));
    this.end -= start;
    this.start = 0;
  }
}

/** The newest index that holds a measured value in any column, or -1. */
export function newestMeasured(view: ColumnView): number {
  for (let i = view.timesMs.length - 1; i >= 0; i -= 1) {
    for (const column of view.values) if (!Number.isNaN(column[i])) return i;
  }
  return -1;
}

/** A series without a value in so many newest steps has stopped: an older one is not the newest state of anything. */
const currentSteps = 3;

/** The steps from here on are those that a series which goes on has a value in. */
export function currentFromMs(timesMs: ArrayLike<number>): number {
  return timesMs[Math.max(0, timesMs.length - currentSteps)] ?? Number.NEGATIVE_INFINITY;
}

/** When a series that stopped was measured last; null while it goes on, and where it was never measured. */
export function stoppedMs(timesMs: Float64Array, column: Float64Array): number | null {
  const newest = column.findLastIndex((value) => !Number.isNaN(value));
  const atMs = timesMs[newest];
  return atMs === undefined || atMs >= currentFromMs(timesMs) ? null : atMs;
}

/** The newest measured value among the last `steps` of a column, or NaN. */
export function newestValue(column: Float64Array, steps = currentSteps): number {
  for (let i = column.length - 1; i >= Math.max(0, column.length - steps); i -= 1) {
    const value = column[i] ?? Number.NaN;
    if (!Number.isNaN(value)) return value;
  }
  return Number.NaN;
}

/** The index of the time nearest to another one, in times that only grow; 0 of none. */
export function nearestIndex(timesMs: Float64Array, atMs: number): number {
  let low = 0;
  let high = Math.max(0, timesMs.length - 1);
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesMs[middle] ?? 0) < atMs) low = middle + 1;
    else high = middle;
  }
  const before = timesMs[low - 1];
  return before !== undefined && atMs - before < (timesMs[low] ?? 0) - atMs ? low - 1 : low;
}
