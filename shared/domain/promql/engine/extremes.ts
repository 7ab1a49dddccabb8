import type { ColumnFiller } from "./rangeFunction.ts";

type IsBetter = (value: number, best: number) => boolean;

export const isLower: IsBetter = (value, best) => value <= best;
export const isHigher: IsBetter = (value, best) => value >= best;

/**
 * The best value of each window, or its time in seconds; of equal ones the newest, NaN only when all are. A window is
 * looked through again only when it has left the best one behind, so that long windows do not cost their length.
 */
export function extremes(isBetter: IsBetter, take: "value" | "time"): ColumnFiller {
  return ({ values, windows: { timesMs, from, to } }, column) => {
    let best = -1;
    let seen = 0;
    for (let step = 0; step < column.values.length; step++) {
      const first = from[step] ?? 0;
      const end = to[step] ?? 0;
      if (first >= end) continue;
      if (best < first) {
        best = first;
        seen = first + 1;
      }
      for (; seen < end; seen++) {
        const known = values[best] ?? 0;
        if (isBetter(values[seen] ?? 0, known) || Number.isNaN(known)) best = seen;
      }
      column.values[step] = take === "time" ? (timesMs[best] ?? 0) / 1000 : (values[best] ?? 0);
      column.present[step] = 1;
    }
  };
}
