import type { ColumnFrame } from "../../../../shared/domain/metrics/model.ts";

/** A frame of one-second steps from `fromStep`, one column per array. */
export function frameOf(fromStep: number, ...columns: readonly (readonly number[])[]): ColumnFrame {
  return {
    timesMs: Float64Array.from({ length: columns[0]?.length ?? 0 }, (_, i) => (fromStep + i) * 1000),
    series: columns.map((_, s) => ({ name: "metric", labels: { gpu: String(s) } })),
    values: columns.map((column) => Float64Array.from(column)),
  };
}
