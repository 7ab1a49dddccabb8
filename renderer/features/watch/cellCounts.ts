import { fleetCell } from "../../../shared/contract/areas/hosts.ts";
import type { PlacedItem } from "./fleetStore.ts";

export interface CellCounts {
  readonly throttled: number;
  readonly lost: number;
  readonly remapPending: number;
  readonly unreachableHosts: number;
}

/** Special cells of an item; unreachable ones count as hosts. */
export function countCells(item: PlacedItem): CellCounts {
  let [throttled, lost, remapPending] = [0, 0, 0];
  const unreachable = new Set<number>();
  for (const [index, cell] of item.cells.entries()) {
    if (cell === fleetCell.throttled) throttled += 1;
    else if (cell === fleetCell.lost) lost += 1;
    else if (cell === fleetCell.remapPending) remapPending += 1;
    else if (cell === fleetCell.unreachable) unreachable.add(Math.floor(index / item.layout.slots));
  }
  return { throttled, lost, remapPending, unreachableHosts: unreachable.size };
}
