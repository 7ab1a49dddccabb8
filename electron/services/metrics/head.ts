import { encodeBlock } from "../../../shared/domain/metrics/block.ts";
import { sampleState } from "../../../shared/domain/metrics/blockColumn.ts";
import type { StoredSeries } from "./catalog.ts";

/** Fewer rows take less memory until they are compressed, and a little more afterwards. */
export const rowsPerBlock = 60;
const columnBytes = rowsPerBlock * 9;

/** A sealed block in memory; `saved` once it is also on disk. */
export interface MemoryBlock {
  readonly startMs: number;
  readonly endMs: number;
  readonly rows: number;
  readonly bytes: Uint8Array;
  saved: boolean;
}

/** The rows being written: one time column, one plain column per series that had a sample since the last `clear`. */
export class Head {
  readonly timesMs = new Float64Array(rowsPerBlock);
  rows = 0;
  /** Rows that are on disk already, in short blocks that the sealed one replaces. */
  savedRows = 0;
  /** Column numbers hold as long as this stays the same. */
  generation = 0;
  private readonly columns = new Map<StoredSeries, number>();
  // All columns in two buffers, used again and again: a buffer of its own costs a column as much as its rows do.
  private values = new Float64Array(0);
  private states = new Uint8Array(0);

  get memoryBytes(): number {
    return this.timesMs.byteLength + this.columns.size * columnBytes;
  }

  get startMs(): number {
    return this.timesMs[0] ?? 0;
  }

  get series(): Iterable<StoredSeries> {
    return this.columns.keys();
  }

  /** The series' column number; a new column where it has none. */
  column(series: StoredSeries): number {
    const known = this.columns.get(series);
    if (known !== undefined) return known;
    const column = this.columns.size;
    this.columns.set(series, column);
    this.reserve(column + 1);
    return column;
  }

  write(column: number, row: number, value: number): void {
    const at = column * rowsPerBlock + row;
    this.values[at] = value;
    this.states[at] = sampleState.value;
  }

  markStale(series: StoredSeries, row: number): void {
    const at = this.column(series) * rowsPerBlock + row;
    this.states[at] = sampleState.stale;
  }

  /** The series' rows, valid until the head changes; null when it has no column. */
  read(series: StoredSeries): { readonly values: Float64Array; readonly states: Uint8Array } | null {
    const column = this.columns.get(series);
    return column === undefined ? null : this.rowsOf(column, 0);
  }

  /** Rows from `from` on as a block of their own. */
  encode(from: number): MemoryBlock {
    const timesMs = this.timesMs.subarray(from, this.rows);
    const columns = [...this.columns].map(([{ id }, column]) => ({ seriesId: id, ...this.rowsOf(column, from) }));
    return {
      startMs: timesMs[0] ?? 0,
      endMs: timesMs.at(-1) ?? 0,
      rows: timesMs.length,
      bytes: encodeBlock(timesMs, columns),
      saved: false,
    };
  }

  clear(): void {
    this.fit(this.columns.size);
    this.columns.clear();
    this.rows = 0;
    this.savedRows = 0;
    this.generation += 1;
  }

  private rowsOf(column: number, from: number) {
    const start = column * rowsPerBlock;
    return {
      values: this.values.subarray(start + from, start + this.rows),
      states: this.states.subarray(start + from, start + this.rows),
    };
  }

  private reserve(columns: number): void {
    if (columns * rowsPerBlock <= this.states.length) return;
    const { values, states } = this;
    this.allocate(Math.max(16, Math.ceil(columns * 1.5)));
    this.values.set(values);
    this.states.set(states);
  }

  /** Empties all columns. Room that was made for growth and not needed is given back: a target's series hardly change. */
  private fit(columns: number): void {
    const capacity = Math.ceil(columns * 1.1) + 4;
    if (this.states.length > capacity * rowsPerBlock) this.allocate(capacity);
    else this.states.fill(sampleState.absent);
  }

  private allocate(columns: number): void {
    this.values = new Float64Array(columns * rowsPerBlock);
    this.states = new Uint8Array(columns * rowsPerBlock);
  }
}
