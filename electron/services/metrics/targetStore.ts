import { type BlockColumn, encodeBlock } from "../../../shared/domain/metrics/block.ts";
import { sampleState } from "../../../shared/domain/metrics/blockColumn.ts";
import type { Labels } from "../../../shared/domain/metrics/model.ts";
import type { StoredSeries } from "./catalog.ts";

export const rowsPerBlock = 240;
const columnBytes = rowsPerBlock * 9;

/** A sealed block in memory; `saved` once it is also on disk. */
export interface MemoryBlock {
  readonly startMs: number;
  readonly endMs: number;
  readonly rows: number;
  readonly bytes: Uint8Array;
  saved: boolean;
}

export interface HeadColumn extends BlockColumn {
  readonly series: StoredSeries;
}

/** The rows being written: one time column, one plain column per series that had a sample since the last seal. */
export class Head {
  readonly timesMs = new Float64Array(rowsPerBlock);
  readonly columns = new Map<StoredSeries, HeadColumn>();
  rows = 0;
  /** Rows that are on disk already, in short blocks that the sealed one replaces. */
  savedRows = 0;

  get memoryBytes(): number {
    return this.timesMs.byteLength + this.columns.size * columnBytes;
  }

  get startMs(): number {
    return this.timesMs[0] ?? 0;
  }

  column(series: StoredSeries): HeadColumn {
    let column = this.columns.get(series);
    if (!column) {
      column = {
        series,
        seriesId: series.id,
        values: new Float64Array(rowsPerBlock),
        states: new Uint8Array(rowsPerBlock),
      };
      this.columns.set(series, column);
    }
    return column;
  }

  /** Rows from `from` on as a block of their own. */
  encode(from: number): MemoryBlock {
    const timesMs = this.timesMs.subarray(from, this.rows);
    const columns = [...this.columns.values()].map(({ seriesId, values, states }) => ({
      seriesId,
      values: values.subarray(from, this.rows),
      states: states.subarray(from, this.rows),
    }));
    return {
      startMs: timesMs[0] ?? 0,
      endMs: timesMs.at(-1) ?? 0,
      rows: timesMs.length,
      bytes: encodeBlock(timesMs, columns),
      saved: false,
    };
  }
}

/** What is kept of one target: its head, and its sealed blocks of this run that are still in memory, oldest first. */
export class TargetStore {
  readonly id: number;
  readonly labels: Labels;
  readonly blocks: MemoryBlock[] = [];
  head = new Head();
  /** The time of the newest row, stored ones included; rows must be later. */
  lastMs = Number.NEGATIVE_INFINITY;

  constructor(id: number, labels: Labels) {
    this.id = id;
    this.labels = labels;
  }

  /** From here on everything is in memory; what is older is on disk or nowhere. */
  get memoryStartMs(): number {
    return this.blocks[0]?.startMs ?? (this.head.rows > 0 ? this.head.startMs : Number.POSITIVE_INFINITY);
  }

  /** Opens a row; null when it is not later than the last one. The head must have room. */
  beginRow(timeMs: number): number | null {
    if (!(timeMs > this.lastMs)) return null;
    const { head } = this;
    const row = head.rows++;
    head.timesMs[row] = timeMs;
    this.lastMs = timeMs;
    return row;
  }

  /** A row of staleness marks, at `timeMs` or right after the last row. The head must have room. */
  markAllStale(series: readonly StoredSeries[], timeMs: number): void {
    if (series.length === 0) return;
    const row = this.beginRow(Math.max(timeMs, this.lastMs + 1));
    if (row !== null) for (const gone of series) this.markStale(gone, row);
  }

  /** Turns the head into a sealed block; null when it is empty. */
  seal(): MemoryBlock | null {
    if (this.head.rows === 0) return null;
    const block = this.head.encode(0);
    this.blocks.push(block);
    this.head = new Head();
    return block;
  }

  markStale(series: StoredSeries, row: number): void {
    this.head.column(series).states[row] = sampleState.stale;
  }
}
