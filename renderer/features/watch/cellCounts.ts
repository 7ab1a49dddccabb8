import { fleetCell } from "../../../shared/contract/areas/hosts.ts";
import type { FleetItem, FleetLayout } from "./heatmapLayout.ts";

export interface CellCounts {
  readonly throttled: number;
  readonly lost: number;
  readonly remapPending: number;
  readonly unreachableHosts: number;
}

export const noCells: CellCounts = { throttled: 0, lost: 0, remapPending: 0, unreachableHosts: 0 };

/** Special cells of an item; unreachable ones count as hosts. */
export function countCells(item: FleetItem, layout: FleetLayout | null): CellCounts {
  let [throttled, lost, remapPending] = [0, 0, 0];
  const unreachable = new Set<number>();
  for (const [index, cell] of item.cells.entries()) {
    if (cell === fleetCell.throttled) throttled += 1;
    else if (cell === fleetCell.lost) lost += 1;
    else if (cell === fleetCell.remapPending) remapPending += 1;
    else if (cell === fleetCell.unreachable && layout) unreachable.add(Math.floor(index / layout.slots));
  }
  return { throttled, lost, remapPending, unreachableHosts: unreachable.size };
}

/** The old object when nothing changed, so that nothing is drawn again. */
export function sameCounts(before: CellCounts, now: CellCounts): CellCounts {
  const same = Object.entries(now).every(([key, value]) => before[key as keyof CellCounts] === value);
  return same ? before : now;
}
