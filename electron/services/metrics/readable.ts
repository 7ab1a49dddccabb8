import type { Catalog, StoredSeries } from "./catalog.ts";
import type { TargetStore } from "./targetStore.ts";

/** The part of the store that queries read. */
export interface Readable {
  readonly catalog: Catalog;
  readonly targets: ReadonlyMap<number, TargetStore>;
}

/** The series target by target: what is stored together is read together. */
export function byTarget(
  { targets }: Readable,
  selected: readonly StoredSeries[],
): readonly { readonly target: TargetStore; readonly series: readonly StoredSeries[] }[] {
  const groups = new Map<number, StoredSeries[]>();
  for (const series of selected) {
    const group = groups.get(series.targetId);
    if (group) group.push(series);
    else groups.set(series.targetId, [series]);
  }
  return [...groups].flatMap(([id, series]) => {
    const target = targets.get(id);
    return target ? [{ target, series }] : [];
  });
}
