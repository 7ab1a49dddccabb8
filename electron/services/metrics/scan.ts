import { oncePer } from "../../../shared/base/oncePer.ts";
import { BlockReader } from "../../../shared/domain/metrics/block.ts";
import type { StoredSeries } from "./catalog.ts";
import { type MemoryBlock, rowsPerBlock } from "./head.ts";
import type { TargetStore } from "./targetStore.ts";

/** Rows `from` to `to` (exclusive) of one series; the arrays are valid during the call only. */
export type ScanVisitor = (
  seriesIndex: number,
  timesMs: Float64Array,
  values: Float64Array,
  states: Uint8Array,
  from: number,
  to: number,
) => void;

export interface ScanContext {
  /** Blocks with rows in (fromMs, toMs] that the target does not have in memory, oldest first. */
  storedBlocks(target: TargetStore, fromMs: number, toMs: number): Iterable<Uint8Array>;
  /** Called between blocks; throws to end the scan (cancelled, out of time). */
  checkpoint(): void;
}

/**
 * Raw rows of several series of one target with times in (fromMs, toMs], ascending in time per series:
 * first what is on disk only, then sealed blocks in memory, then the head. Everything that evaluates queries
 * reads through here; the cost is that of the blocks in the window.
 */
export function scanTarget(
  target: TargetStore,
  series: readonly StoredSeries[],
  fromMs: number,
  toMs: number,
  context: ScanContext,
  visit: ScanVisitor,
): void {
  const visitBlock = (reader: BlockReader) => {
    const { from, to } = rowsWithin(reader.timesMs, reader.rows, fromMs, toMs);
    if (from === to) return;
    scratch.reserve(reader.rows);
    context.checkpoint();
    series.forEach(({ id }, index) => {
      if (!reader.read(id, scratch.values, scratch.states)) return;
      visit(index, reader.timesMs, scratch.values, scratch.states, from, to);
    });
  };
  for (const bytes of context.storedBlocks(target, fromMs, toMs)) visitBlock(new BlockReader(bytes));
  for (const block of target.blocks) if (block.endMs > fromMs && block.startMs <= toMs) visitBlock(readerOf(block));
  visitHead(target, series, fromMs, toMs, visit);
}

/** Those of the series that a block (or the head) with rows in (fromMs, toMs] holds, by the blocks' index alone. */
export function seriesWithin(
  target: TargetStore,
  series: readonly StoredSeries[],
  fromMs: number,
  toMs: number,
  context: ScanContext,
): ReadonlySet<StoredSeries> {
  const found = new Set<StoredSeries>();
  const look = (holds: (one: StoredSeries) => boolean) => {
    context.checkpoint();
    for (const one of series) if (!found.has(one) && holds(one)) found.add(one);
  };
  const lookInto = (reader: BlockReader) => {
    look(({ id }) => reader.has(id));
  };
  const { head } = target;
  const { from, to } = rowsWithin(head.timesMs, head.rows, fromMs, toMs);
  if (from < to) look((one) => head.has(one));
  for (const block of target.blocks) if (block.endMs > fromMs && block.startMs <= toMs) lookInto(readerOf(block));
  if (found.size === series.length) return found;
  for (const bytes of context.storedBlocks(target, fromMs, toMs)) lookInto(new BlockReader(bytes));
  return found;
}

function visitHead(
  { head }: TargetStore,
  series: readonly StoredSeries[],
  fromMs: number,
  toMs: number,
  visit: ScanVisitor,
): void {
  const { from, to } = rowsWithin(head.timesMs, head.rows, fromMs, toMs);
  if (from === to) return;
  series.forEach((one, index) => {
    const column = head.read(one);
    if (column) visit(index, head.timesMs, column.values, column.states, from, to);
  });
}

/** Rules read the newest blocks again and again: their times are found once, and kept as long as the block. */
export const readerOf = oncePer(({ bytes }: MemoryBlock) => new BlockReader(bytes));

/** The rows with times in (fromMs, toMs]. */
export function rowsWithin(timesMs: Float64Array, rows: number, fromMs: number, toMs: number) {
  return { from: firstAfter(timesMs, rows, fromMs), to: firstAfter(timesMs, rows, toMs) };
}

function firstAfter(timesMs: Float64Array, rows: number, timeMs: number): number {
  let low = 0;
  let high = rows;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesMs[middle] ?? 0) > timeMs) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Where one series at a time is unpacked to. */
export const scratch = {
  values: new Float64Array(rowsPerBlock),
  states: new Uint8Array(rowsPerBlock),

  reserve(rows: number): void {
    if (this.values.length >= rows) return;
    this.values = new Float64Array(rows);
    this.states = new Uint8Array(rows);
  },
};
