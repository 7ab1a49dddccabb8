import { BlockReader } from "../../../shared/domain/metrics/block.ts";
import { sampleState } from "../../../shared/domain/metrics/blockColumn.ts";
import type { StoredSeries } from "./catalog.ts";
import { rowsWithin, type ScanContext, Scratch } from "./scan.ts";
import type { TargetStore } from "./targetStore.ts";

export type NewestVisitor = (seriesIndex: number, timeMs: number, value: number, isStale: boolean) => void;

interface Column {
  readonly values: Float64Array;
  readonly states: Uint8Array;
}

/**
 * The newest sample, or staleness mark, of each series of one target in (fromMs, toMs]: from the row being written
 * backwards, and no further than there are series without one. Of live series that is a look at the head.
 */
export function scanNewest(
  target: TargetStore,
  series: readonly StoredSeries[],
  fromMs: number,
  toMs: number,
  context: ScanContext,
  visit: NewestVisitor,
): void {
  let missing = series.map((_, index) => index);

  /** Looks for those that are missing in rows that are older than all looked at before. */
  function look(timesMs: Float64Array, rows: number, columnOf: (one: StoredSeries) => Column | null): void {
    const { from, to } = rowsWithin(timesMs, rows, fromMs, toMs);
    if (from === to) return;
    missing = missing.filter((index) => {
      const one = series[index];
      const column = one && columnOf(one);
      if (!column) return true;
      let row = to - 1;
      while (row >= from && column.states[row] === sampleState.absent) row--;
      if (row < from) return true;
      visit(index, timesMs[row] ?? 0, column.values[row] ?? Number.NaN, column.states[row] === sampleState.stale);
      return false;
    });
  }

  const scratch = new Scratch();
  function lookInto(bytes: Uint8Array): void {
    context.checkpoint();
    const reader = new BlockReader(bytes);
    scratch.reserve(reader.rows);
    look(reader.timesMs, reader.rows, ({ id }) => (reader.read(id, scratch.values, scratch.states) ? scratch : null));
  }

  const { head, blocks } = target;
  look(head.timesMs, head.rows, (one) => head.read(one));
  for (let i = blocks.length - 1; i >= 0 && missing.length > 0; i--) {
    const block = blocks[i];
    if (block && block.endMs > fromMs && block.startMs <= toMs) lookInto(block.bytes);
  }
  if (missing.length === 0) return;
  for (const bytes of [...context.storedBlocks(target, fromMs, toMs)].reverse()) lookInto(bytes);
}
