import { create } from "zustand";
import type { FleetMetric } from "../../../shared/contract/areas/hosts.ts";
import type { FleetItem, FleetLayout } from "./heatmapLayout.ts";

/** An item with the layout it is to be read by. */
export type PlacedItem = FleetItem & { readonly layout: FleetLayout };

/** The last item of each metric that was ever shown: what stands on the screen while no new one can come. */
export type FleetState = Readonly<Partial<Record<FleetMetric, PlacedItem>>>;

/** An item without a layout keeps the one of the item before; the same object as before when that did not change. */
export function applyFleet(state: FleetState, metric: FleetMetric, item: FleetItem): FleetState {
  const layout = item.layout ?? state[metric]?.layout;
  return layout ? { ...state, [metric]: { ...item, layout } } : state;
}

export const fleetStore = create<FleetState>(() => ({}));
