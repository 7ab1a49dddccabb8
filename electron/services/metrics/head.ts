import { type BlockColumn, encodeBlock } from "../../../shared/domain/metrics/block.ts";
import { sampleState } from "../../../shared/domain/metrics/blockColumn.ts";
import type { StoredSeries } from "./catalog.ts";
import type { RowColumns } from "./rowColumns.ts";

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

interface NewestCell {
  row: number;
  value: number;
  isStale: boolean;
}

/** A column's place in the rows: none while it has held one value only, or not even that. */
const steady = -1;
const empty = -2;

/**
 * The rows being written: one time column, and a column for each series that had a sample since the last `clear`. Most
 * series hold one value for as long as a block lasts, which is then kept once; those that change have a cell in each row.
 */
export class Head {
  readonly timesMs = new Float64Array(rowsPerBlock);
  rows = 0;
  /** Rows that are on disk already, in short blocks that the sealed one replaces. */
  savedRows = 0;
  /** Column numbers hold as long as this stays the same. */
  generation = 0;
  /** By column. */
  readonly series: StoredSeries[] = [];
  /** Columns of series that stand in the head of another target too. Of the others each knows its own: a Map takes a megabyte. */
  private readonly guests = new Map<StoredSeries, number>();
  /** By column: its place in the rows, and its value while it has none. */
  private places = new Int32Array(0);
  private steadyValues = new Float64Array(0);
  /** Columns that have a place. */
  private changing = 0;
  /** Cells from one row to the next: all places there are, and room for some more. */
  private stride = 0;
  private values = new Float64Array(0);
  /** By row and column; null while every cell holds a value, as with most targets it does from one block to the next. */
  private states: Uint8Array | null = null;

  get memoryBytes(): number {
    const { timesMs, places, steadyValues, values, states } = this;
    const arrays = [timesMs, places, steadyValues, values];
    return arrays.reduce((bytes, array) => bytes + array.byteLength, states?.byteLength ?? 0);
  }

  get startMs(): number {
    return this.timesMs[0] ?? 0;
  }

  has(series: StoredSeries): boolean {
    return this.columnOf(series) !== undefined;
  }

  /** Opens the row that `write` and `markStale` then fill. There must be room. */
  beginRow(timeMs: number): void {
    this.timesMs[this.rows++] = timeMs;
  }

  /** The series' column number; a new column where it has none. Within a row. */
  column(series: StoredSeries): number {
    const known = this.columnOf(series);
    if (known !== undefined) return known;
    // The rows before have nothing of it.
    if (this.rows > 1) this.noteStates();
    const column = this.series.push(series) - 1;
    if (series.head) this.guests.set(series, column);
    else {
      series.head = this;
      series.column = column;
    }
    this.reserveColumns(column + 1);
    this.places[column] = empty;
    return column;
  }

  /** Fills the row that is open. */
  write(row: RowColumns, values: Float64Array): void {
    if (row.count < this.series.length) this.noteStates();
    row.arrange(this.places, this.changing);
    this.writeCells(row, values);
    this.writeSteady(row, values);
    if (!this.states) return;
    const stateStart = (this.rows - 1) * this.places.length;
    for (const column of row.columns) if (column >= 0) this.states[stateStart + column] = sampleState.value;
  }

  /** The series is not in the row that is open; to be said before its values are written. */
  markStale(series: StoredSeries): void {
    const column = this.column(series);
    this.noteStates()[(this.rows - 1) * this.places.length + column] = sampleState.stale;
  }

  /** The series' rows (`rows` of what is returned), valid until the next reading; null when it has no column. */
  read(series: StoredSeries): { readonly values: Float64Array; readonly states: Uint8Array } | null {
    const column = this.columnOf(series);
    if (column === undefined) return null;
    const values = this.valuesOf(column, 0);
    return {
      values: typeof values === "number" ? gatheredValues.fill(values, 0, this.rows) : values,
      states: this.statesOf(column, 0) ?? allValues,
    };
  }

  /** What the series holds last in rows `from` to `to` (exclusive), valid until the next reading; null when that is nothing. */
  readNewest(series: StoredSeries, from: number, to: number): Readonly<NewestCell> | null {
    const column = this.columnOf(series);
    if (column === undefined) return null;
    const { states } = this;
    const width = this.places.length;
    let row = to - 1;
    while (states && row >= from && states[row * width + column] === sampleState.absent) row--;
    if (row < from) return null;
    const place = this.places[column] ?? empty;
    newestCell.row = row;
    newestCell.value = (place < 0 ? this.steadyValues[column] : this.values[row * this.stride + place]) ?? 0;
    newestCell.isStale = states?.[row * width + column] === sampleState.stale;
    return newestCell;
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
    this.fit();
    for (const one of this.series) if (one.head === this) one.head = null;
    this.series.length = 0;
    this.guests.clear();
    this.changing = 0;
    this.states = null;
    this.rows = 0;
    this.savedRows = 0;
    this.generation += 1;
  }

  private columnOf(series: StoredSeries): number | undefined {
    return series.head === this ? series.column : this.guests.get(series);
  }

  private writeCells({ cellSources, cellPlaces, cells: count }: RowColumns, values: Float64Array): void {
    const cells = this.values;
    const start = (this.rows - 1) * this.stride;
    for (let i = 0; i < count; i++) cells[start + (cellPlaces[i] ?? 0)] = values[cellSources[i] ?? 0] ?? Number.NaN;
  }

  private writeSteady({ steadySources, steadyColumns, steadies }: RowColumns, values: Float64Array): void {
    const { places, steadyValues } = this;
    for (let i = 0; i < steadies; i++) {
      const column = steadyColumns[i] ?? 0;
      const value = values[steadySources[i] ?? 0] ?? Number.NaN;
      if (places[column] === empty) {
        places[column] = steady;
        steadyValues[column] = value;
      } else if (!isSame(value, steadyValues[column] ?? 0)) {
        const place = this.givePlace(column);
        this.values[(this.rows - 1) * this.stride + place] = value;
      }
    }
  }

  private *blockColumns(from: number): Generator<BlockColumn> {
    for (const [column, { id }] of this.series.entries()) {
      yield { seriesId: id, values: this.valuesOf(column, from), states: this.statesOf(column, from) };
    }
  }

  /** From row `from` on; the one number of a column that held no other. */
  private valuesOf(column: number, from: number): Float64Array | number {
    const { stride, values, rows } = this;
    const place = this.places[column] ?? empty;
    if (place < 0) return this.steadyValues[column] ?? 0;
    for (let row = from, at = from * stride + place; row < rows; row++, at += stride) {
      gatheredValues[row - from] = values[at] ?? 0;
    }
    return gatheredValues;
  }

  private statesOf(column: number, from: number): Uint8Array | null {
    const { states, rows } = this;
    if (!states) return null;
    const width = this.places.length;
    for (let row = from, at = from * width + column; row < rows; row++, at += width) {
      gatheredStates[row - from] = states[at] ?? sampleState.absent;
    }
    return gatheredStates;
  }

  /** From the row that is open on, what each cell holds is noted; before it every cell held a value. */
  private noteStates(): Uint8Array {
    if (this.states) return this.states;
    const width = this.places.length;
    const states = new Uint8Array(width * rowsPerBlock);
    for (let row = 0; row < this.rows - 1; row++) {
      states.fill(sampleState.value, row * width, row * width + this.series.length);
    }
    this.states = states;
    return states;
  }

  /** The column changes in the row that is open: from here on it has a cell in each, the rows before included. */
  private givePlace(column: number): number {
    const place = this.changing++;
    this.reserveCells(this.changing);
    const value = this.steadyValues[column] ?? 0;
    for (let row = 0, at = place; row < this.rows - 1; row++, at += this.stride) this.values[at] = value;
    this.places[column] = place;
    return place;
  }

  private reserveColumns(columns: number): void {
    const width = this.places.length;
    if (columns <= width) return;
    const { places, steadyValues, states } = this;
    const wider = Math.max(16, Math.ceil(columns * 1.5));
    this.places = new Int32Array(wider);
    this.places.set(places);
    this.steadyValues = new Float64Array(wider);
    this.steadyValues.set(steadyValues);
    if (!states) return;
    this.states = new Uint8Array(wider * rowsPerBlock);
    for (let row = 0; row < this.rows; row++) {
      this.states.set(states.subarray(row * width, (row + 1) * width), row * wider);
    }
  }

  private reserveCells(places: number): void {
    if (places <= this.stride) return;
    const { stride, values } = this;
    this.allocateCells(Math.max(8, Math.ceil(places * 1.5)));
    for (let row = 0; row < this.rows; row++) {
      this.values.set(values.subarray(row * stride, (row + 1) * stride), row * this.stride);
    }
  }

  /** Room that was made for growth and not needed is given back: a target's series hardly change. */
  private fit(): void {
    const columns = roomFor(this.series.length);
    if (this.places.length > columns) {
      this.places = new Int32Array(columns);
      this.steadyValues = new Float64Array(columns);
    }
    const places = roomFor(this.changing);
    if (this.stride > places) this.allocateCells(places);
  }

  private allocateCells(stride: number): void {
    this.stride = stride;
    this.values = new Float64Array(stride * rowsPerBlock);
  }
}

function roomFor(count: number): number {
  return Math.ceil(count * 1.02) + 2;
}

/** As the same double: -0 is not 0, and a NaN is never taken for another. */
function isSame(a: number, b: number): boolean {
  return a === b && (a !== 0 || 1 / a === 1 / b);
}

const allValues = new Uint8Array(rowsPerBlock).fill(sampleState.value);
/** One column at a time is read out of the rows. */
const gatheredValues = new Float64Array(rowsPerBlock);
const gatheredStates = new Uint8Array(rowsPerBlock);
const newestCell: NewestCell = { row: 0, value: 0, isStale: false };
