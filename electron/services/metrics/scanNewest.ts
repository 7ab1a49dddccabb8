import { BlockReader } from "../../../shared/domain/metrics/block.ts";
import { sampleState } from "../../../shared/domain/metrics/blockColumn.ts";
import type { StoredSeries } from "./catalog.ts";
import { readerOf, rowsWithin, type ScanContext, scratch } from "./scan.ts";
import type { TargetStore } from "./targetStore.ts";

/** `place` is that of a series among those that were selected. */
export type NewestVisitor = (place: number, timeMs: number, value: number, isStale: boolean) => void;

/**
 * The newest sample, or staleness mark, of each series of one target in (fromMs, toMs]: from the row being written
 * backwards, and no further than there are series without one. Of live series that is a look at the head. `places` tells
 * which of the selected series are the target's.
 */
export function scanNewest(
  target: TargetStore,
  selected: readonly StoredSeries[],
  places: readonly number[],
  fromMs: number,
  toMs: number,
  context: ScanContext,
  visit: NewestVisitor,
): void {
  const { head, blocks } = target;
  let missing = places;
  const { from, to } = rowsWithin(head.timesMs, head.rows, fromMs, toMs);
  if (from < to) {
    missing = missing.filter((place) => {
      const one = selected[place];
      const newest = one ? head.readNewest(one, from, to) : null;
      if (newest) visit(place, head.timesMs[newest.row] ?? 0, newest.value, newest.isStale);
      return !newest;
    });
  }

  /** Looks for those that are missing in rows that are older than all looked at before. */
  function lookInto(reader: BlockReader): void {
    context.checkpoint();
    const { from, to } = rowsWithin(reader.timesMs, reader.rows, fromMs, toMs);
    if (from === to) return;
    scratch.reserve(reader.rows);
    missing = missing.filter((place) => {
      const one = selected[place];
      if (!one || !reader.read(one.id, scratch.values, scratch.states)) return true;
      let row = to - 1;
      while (row >= from && scratch.states[row] === sampleState.absent) row--;
      if (row < from) return true;
      visit(place, reader.timesMs[row] ?? 0, scratch.values[row] ?? 0, scratch.states[row] === sampleState.stale);
      return false;
    });
  }

  for (let i = blocks.length - 1; i >= 0 && missing.length > 0; i--) {
    const block = blocks[i];
    if (block && block.endMs > fromMs && block.startMs <= toMs) lookInto(readerOf(block));
  }
  if (missing.length === 0) return;
  for (const bytes of [...context.storedBlocks(target, fromMs, toMs)].reverse()) lookInto(new BlockReader(bytes));
}
