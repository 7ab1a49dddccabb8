import { useEffect, useState } from "react";
import { bufferOf, type PanelGroup } from "../../charts/PanelGroup.ts";
import { newestValue } from "../../charts/SeriesBuffer.ts";

/** Newest values of queries: by query, then by the value of the label that tells their series apart. */
export type NewestValues = ReadonlyMap<string, ReadonlyMap<string, number>>;

export interface Newest {
  /** Empty before the first answer. */
  readonly values: NewestValues;
  /** Why some query was not answered; null when all were. */
  readonly problem: string | null;
}

const nothing: Newest = { values: new Map(), problem: null };

/** Follows the newest values of a group whose series are told apart by one label. `ids` stays the same while its content does. */
export function useNewest(group: PanelGroup, ids: readonly string[], label: string): Newest {
  const [newest, setNewest] = useState(nothing);
  useEffect(() => {
    const read = () => {
      const values = new Map(ids.map((id) => [id, valuesOf(group, id, label)]));
      const failed = ids.map((id) => group.state(id)).find((state) => state?.kind === "error");
      setNewest({ values, problem: failed?.kind === "error" ? failed.message : null });
    };
    read();
    const subscription = group.onUpdate(read);
    return () => subscription.dispose();
  }, [group, ids, label]);
  return newest;
}

function valuesOf(group: PanelGroup, id: string, label: string): ReadonlyMap<string, number> {
  const buffer = bufferOf(group.state(id));
  const columns = buffer?.view().values ?? [];
  return new Map(
    (buffer?.series ?? []).flatMap(({ labels }, index) => {
      const value = newestValue(columns[index] ?? new Float64Array(0), columns[index]?.length ?? 0);
      return Number.isNaN(value) ? [] : [[labels[label] ?? "", value] as const];
    }),
  );
}
