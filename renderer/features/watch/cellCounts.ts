import { fleetCell } from "../../../shared/contract/fleetCell.ts";
import type { PlacedItem } from "./fleetStore.ts";

/** How often each `fleetCell` stands in an item: GPUs, and hosts for the two that are a whole host's. */
export type CellCounts = ReadonlyMap<number, number>;

export function countCells(item: PlacedItem): CellCounts {
  const counts = new Map<number, number>();
  for (const [index, cell] of item.cells.entries()) {
    const isWholeHost = cell === fleetCell.unreachable || cell === fleetCell.unread;
    if (isWholeHost && index % item.layout.slots !== 0) continue;
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  return counts;
}
