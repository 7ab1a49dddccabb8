import { type BlockColumn, encodeBlock } from "../../../shared/domain/metrics/block.ts";
import { sampleState } from "../../../shared/domain/metrics/blockColumn.ts";
import type { StoredSeries } from "./catalog.ts";

/** Fewer rows take less memory until they are compressed, and a little more afterwards. */
export const rowsPerBlock = 60;

/** A sealed block in memory; `saved` once it is also on disk. */
export interface MemoryBlock {
  readonly startMs: number;
  readonly endMs: number;
  readonly rows: number;
  readonly bytes: Uint8Array;
  saved: boolean;
}

/** The head's column of each of a row's values. */
export interface RowColumns {
  /** -1 skips a value. */
  readonly columns: readonly number[];
  /** Value i belongs to column i. */
  readonly inOrder: boolean;
  /** Columns that get a value. */
  readonly count: number;
}

/**
 * The rows being written, one after the other as they come: one time column, and a cell for each series that had a sample
 * since the last `clear`.
 */
export class Head {
  readonly timesMs = new Float64Array(rowsPerBlock);
  rows = 0;
  /** Rows that are on disk already, in short blocks that the sealed one replaces. */
  savedRows = 0;
  /** Column numbers hold as long as this stays the same. */
  generation = 0;
  private readonly columns = new Map<StoredSeries, number>();
  /** Cells from one row to the next: all columns there are, and room for some more. */
  private stride = 0;
  private values = new Float64Array(0);
  /** Null while every cell holds a value, as with most targets it does from one block to the next. */
  private states: Uint8Array | null = null;

  get memoryBytes(): number {
    return this.timesMs.byteLength + this.values.byteLength + (this.states?.byteLength ?? 0);
  }

  get startMs(): number {
    return this.timesMs[0] ?? 0;
  }

  get series(): Iterable<StoredSeries> {
    return this.columns.keys();
  }

  has(series: StoredSeries): boolean {
    return this.columns.has(series);
  }

  /** Opens the row that `write` and `markStale` then fill. There must be room. */
  beginRow(timeMs: number): void {
    this.timesMs[this.rows++] = timeMs;
  }

  /** The series' column number; a new column where it has none. Within a row. */
  column(series: StoredSeries): number {
    const known = this.columns.get(series);
    if (known !== undefined) return known;
    // The rows before have nothing of it.
    if (this.rows > 1) this.noteStates();
    const column = this.columns.size;
    this.columns.set(series, column);
    this.reserve(column + 1);
    return column;
  }

  /** Fills the row that is open. */
  write({ columns, inOrder, count }: RowColumns, values: Float64Array): void {
    if (count < this.columns.size) this.noteStates();
    const start = (this.rows - 1) * this.stride;
    if (inOrder && values.length === count) this.values.set(values, start);
    else
      for (const [i, column] of columns.entries())
        if (column >= 0) this.values[start + column] = values[i] ?? Number.NaN;
    if (!this.states) return;
    for (const column of columns) if (column >= 0) this.states[start + column] = sampleState.value;
  }

  /** The series is not in the row that is open; to be said before its values are written. */
  markStale(series: StoredSeries): void {
    const column = this.column(series);
    this.noteStates()[(this.rows - 1) * this.stride + column] = sampleState.stale;
  }

  /** The series' rows (`rows` of what is returned), valid until the next reading; null when it has no column. */
  read(series: StoredSeries): { readonly values: Float64Array; readonly states: Uint8Array } | null {
    const column = this.columns.get(series);
    if (column === undefined) return null;
    const { values, states } = this.gather(column, 0);
    return { values, states: states ?? allValues };
  }

  /** Rows from `from` on as a block of their own. */
  encode(from: number): MemoryBlock {
    const timesMs = this.timesMs.subarray(from, this.rows);
    return {
      startMs: timesMs[0] ?? 0,
      endMs: timesMs.at(-1) ?? 0,
      rows: timesMs.length,
      bytes: encodeBlock(timesMs, this.blockColumns(from)),
      saved: false,
    };
  }

  clear(): void {
    this.fit(this.columns.size);
    this.columns.clear();
    this.states = null;
    this.rows = 0;
    this.savedRows = 0;
    this.generation += 1;
  }

  private *blockColumns(from: number): Generator<BlockColumn> {
    for (const [{ id }, column] of this.columns) yield { seriesId: id, ...this.gather(column, from) };
  }

  private gather(column: number, from: number): Pick<BlockColumn, "values" | "states"> {
    const { stride, values, states } = this;
    const rows = this.rows - from;
    const start = from * stride + column;
    for (let row = 0, at = start; row < rows; row++, at += stride) gatheredValues[row] = values[at] ?? 0;
    if (!states) return { values: gatheredValues, states };
    for (let row = 0, at = start; row < rows; row++, at += stride)
      gatheredStates[row] = states[at] ?? sampleState.absent;
    return { values: gatheredValues, states: gatheredStates };
  }

  /** From the row that is open on, what each cell holds is noted; before it every cell held a value. */
  private noteStates(): Uint8Array {
    if (this.states) return this.states;
    const states = new Uint8Array(this.stride * rowsPerBlock);
    for (let row = 0; row < this.rows - 1; row++) {
      states.fill(sampleState.value, row * this.stride, row * this.stride + this.columns.size);
    }
    this.states = states;
    return states;
  }

  private reserve(columns: number): void {
    if (columns <= this.stride) return;
    const { stride, values, states } = this;
    this.allocate(Math.max(16, Math.ceil(columns * 1.5)));
    if (states) this.states = new Uint8Array(this.stride * rowsPerBlock);
    for (let row = 0; row < this.rows; row++) {
      this.values.set(values.subarray(row * stride, (row + 1) * stride), row * this.stride);
      if (states) this.states?.set(states.subarray(row * stride, (row + 1) * stride), row * this.stride);
    }
  }

  /** Room that was made for growth and not needed is given back: a target's series hardly change. */
  private fit(columns: number): void {
    const needed = Math.ceil(columns * 1.02) + 2;
    if (this.stride > needed) this.allocate(needed);
  }

  private allocate(stride: number): void {
    this.stride = stride;
    this.values = new Float64Array(stride * rowsPerBlock);
  }
}

const allValues = new Uint8Array(rowsPerBlock).fill(sampleState.value);
/** One column at a time is read out of the rows. */
const gatheredValues = new Float64Array(rowsPerBlock);
const gatheredStates = new Uint8Array(rowsPerBlock);
