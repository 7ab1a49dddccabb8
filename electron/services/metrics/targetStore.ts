import type { Labels } from "../../../shared/domain/metrics/model.ts";
import type { StoredSeries } from "./catalog.ts";
import { Head, type MemoryBlock } from "./head.ts";

/** What is kept of one target: its head, and its sealed blocks of this run that are still in memory, oldest first. */
export class TargetStore {
  readonly id: number;
  readonly labels: Labels;
  readonly blocks: MemoryBlock[] = [];
  readonly head = new Head();
  /** The time of the newest row, stored ones included; rows must be later. */
  lastMs = Number.NEGATIVE_INFINITY;

  constructor(id: number, labels: Labels) {
    this.id = id;
    this.labels = labels;
  }

  /** Nothing after this is on disk alone. */
  storedUntilMs = Number.NEGATIVE_INFINITY;

  /** From here on everything is in memory; what is older is on disk or nowhere. */
  get memoryStartMs(): number {
    return this.blocks[0]?.startMs ?? (this.head.rows > 0 ? this.head.startMs : Number.POSITIVE_INFINITY);
  }

  /** Opens a row; false when it is not later than the last one. The head must have room. */
  beginRow(timeMs: number): boolean {
    if (!(timeMs > this.lastMs)) return false;
    this.head.beginRow(timeMs);
    this.lastMs = timeMs;
    return true;
  }

  /** A row of staleness marks, at `timeMs` or right after the last row. The head must have room. */
  markAllStale(series: readonly StoredSeries[], timeMs: number): void {
    if (series.length === 0) return;
    if (this.beginRow(Math.max(timeMs, this.lastMs + 1))) for (const gone of series) this.head.markStale(gone);
  }

  /** Turns the head into a sealed block; null when it is empty. */
  seal(): MemoryBlock | null {
    if (this.head.rows === 0) return null;
    const block = this.head.encode(0);
    this.blocks.push(block);
    this.head.clear();
    return block;
  }
}
