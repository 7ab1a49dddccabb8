import type { ColumnFrame, Labels } from "../metrics/model.ts";

/** A time in which an alert fired. Times are Unix ms, as exact as the step of the answer it was read from. */
export interface FiringRun {
  readonly labels: Labels;
  readonly fromMs: number;
  /** Null where it still fires at the end of the answer. */
  readonly toMs: number | null;
}

/** What fired, and from when to when, in a range answer of `ALERTS{alertstate="firing"}`. */
export function firingRuns({ timesMs, series, values }: ColumnFrame): readonly FiringRun[] {
  return series.flatMap(({ labels: { alertstate: _, ...labels } }, s) => {
    const column = values[s] ?? new Float64Array();
    const runs: FiringRun[] = [];
    let from = -1;
    for (let i = 0; i <= column.length; i++) {
      const fires = i < column.length && !Number.isNaN(column[i]);
      if (fires && from < 0) from = i;
      if (fires || from < 0) continue;
      runs.push({ labels, fromMs: timesMs[from] ?? 0, toMs: timesMs[i] ?? null });
      from = -1;
    }
    return runs;
  });
}
