import { oncePer } from "../../../shared/base/oncePer.ts";
import type { Catalog, StoredSeries } from "./catalog.ts";
import type { TargetStore } from "./targetStore.ts";

/** The part of the store that queries read. */
export interface Readable {
  readonly catalog: Catalog;
  readonly targets: ReadonlyMap<number, TargetStore>;
}

interface TargetPlaces {
  readonly target: TargetStore;
  /** Where its series stand among those that were selected. */
  readonly places: readonly number[];
}

/** A metric's series are the same list each time they are asked for. */
const placesById = oncePer((selected: readonly StoredSeries[]) => {
  const groups = new Map<number, number[]>();
  for (const [place, { targetId }] of selected.entries()) {
    const group = groups.get(targetId);
    if (group) group.push(place);
    else groups.set(targetId, [place]);
  }
  return [...groups];
});

/** Target by target: what is stored together is read together. */
export function placesByTarget({ targets }: Readable, selected: readonly StoredSeries[]): readonly TargetPlaces[] {
  return placesById(selected).flatMap(([id, places]) => {
    const target = targets.get(id);
    return target ? [{ target, places }] : [];
  });
}

/** The series target by target. */
export function byTarget(
  store: Readable,
  selected: readonly StoredSeries[],
): readonly { readonly target: TargetStore; readonly series: readonly StoredSeries[] }[] {
  return placesByTarget(store, selected).map(({ target, places }) => ({
    target,
    series: places.flatMap((place) => selected[place] ?? []),
  }));
}
