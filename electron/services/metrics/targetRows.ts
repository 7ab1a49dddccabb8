import { MidwatchError } from "../../../shared/base/errors.ts";
import { sampleState } from "../../../shared/domain/metrics/blockColumn.ts";
import type { SeriesSamples } from "../../../shared/domain/promql/engine/samples.ts";
import type { ScanVisitor } from "./scan.ts";

/** 270 MB of unpacked values and states. */
const maxCells = 30_000_000;

type Samples = Omit<SeriesSamples, "labels">;

/**
 * The rows of one target, put together from its blocks, one plain column a series. Buffers are used again for the
 * next target.
 */
export class TargetRows {
  private times = new Float64Array(1024);
  private columns: SeriesColumn[] = [];
  private seriesCount = 0;
  private rows = 0;
  /** Of the block being added. */
  private blockTimes: Float64Array | null = null;
  private blockStart = 0;

  begin(seriesCount: number): void {
    this.seriesCount = seriesCount;
    this.rows = 0;
    this.blockTimes = null;
    while (this.columns.length < seriesCount) this.columns.push(new SeriesColumn());
    for (const column of this.columns) column.clear();
  }

  readonly add: ScanVisitor = (seriesIndex, timesMs, values, states, from, to) => {
    if (timesMs !== this.blockTimes) this.beginBlock(timesMs, from, to);
    this.columns[seriesIndex]?.add(this.blockStart, values, states, from, to, this.times.length);
  };

  /** Of all rows; those series that have a sample in each share it. */
  get timesMs(): Float64Array {
    return this.times.subarray(0, this.rows);
  }

  /** Null when the series has nothing. Valid until the next `begin`. */
  series(index: number, timesMs: Float64Array): Samples | null {
    return this.columns[index]?.samples(timesMs) ?? null;
  }

  private beginBlock(timesMs: Float64Array, from: number, to: number): void {
    this.blockTimes = timesMs;
    this.blockStart = this.rows;
    this.rows += to - from;
    if (this.rows * this.seriesCount > maxCells) {
      throw new MidwatchError(
        "LIMIT",
        `The query reads more than ${maxCells} samples of one target: add label matchers or use a shorter range`,
      );
    }
    if (this.rows > this.times.length) this.times = grown(this.times, this.rows * 2);
    this.times.set(timesMs.subarray(from, to), this.blockStart);
  }
}

/** One series' rows, in line with the target's. */
class SeriesColumn {
  private values = new Float64Array(0);
  private states = new Uint8Array(0);
  /** Rows up to here are known; those in between that were not added are absent. */
  private end = 0;
  /** While every row held a value the states are not written. */
  private isComplete = true;

  clear(): void {
    this.end = 0;
    this.isComplete = true;
  }

  add(start: number, values: Float64Array, states: Uint8Array, from: number, to: number, capacity: number): void {
    const end = start + to - from;
    if (this.values.length < end) this.values = grown(this.values, capacity);
    this.values.set(values.subarray(from, to), start);
    if (this.isComplete && (start !== this.end || !isAllValues(states, from, to))) this.writeStates(capacity);
    if (!this.isComplete) {
      if (this.states.length < end) this.states = grownStates(this.states, capacity);
      this.states.fill(sampleState.absent, this.end, start);
      this.states.set(states.subarray(from, to), start);
    }
    this.end = end;
  }

  samples(timesMs: Float64Array): Samples | null {
    const { end, values, states } = this;
    if (end === 0) return null;
    if (this.isComplete) {
      const times = end === timesMs.length ? timesMs : timesMs.subarray(0, end);
      return { timesMs: times, values: values.subarray(0, end), stale: null };
    }
    const isThere = (_: number, row: number) => states[row] !== sampleState.absent;
    const kept = states.subarray(0, end).filter((state) => state !== sampleState.absent);
    if (kept.length === 0) return null;
    return {
      timesMs: timesMs.subarray(0, end).filter(isThere),
      values: values.subarray(0, end).filter(isThere),
      stale: kept.includes(sampleState.stale) ? kept.map((state) => Number(state === sampleState.stale)) : null,
    };
  }

  private writeStates(capacity: number): void {
    this.isComplete = false;
    if (this.states.length < this.end) this.states = grownStates(this.states, capacity);
    this.states.fill(sampleState.value, 0, this.end);
  }
}

function isAllValues(states: Uint8Array, from: number, to: number): boolean {
  for (let row = from; row < to; row++) if (states[row] !== sampleState.value) return false;
  return true;
}

function grown(array: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(length);
  larger.set(array);
  return larger;
}

function grownStates(array: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length);
  larger.set(array);
  return larger;
}
