import { z } from "zod";

/** Label names to values, without `__name__`. */
export type Labels = Readonly<Record<string, string>>;

/** One measured value of one series; the time belongs to the row it is part of. */
export interface Sample {
  /** Metric name under the exporter's naming (`nvidia_smi_utilization_gpu_ratio`, `node_load1`). */
  readonly name: string;
  /** Labels beyond the target's own (`instance`, `job`). Reuse the object between rows: it is the interning key. */
  readonly labels: Labels;
  /** NaN is a measured NaN. A value that is missing is simply not in the row. */
  readonly value: number;
}

/**
 * A range answer in columns: `values[s][i]` is series `s` at `timesMs[i]`.
 * NaN in `values` is "no sample here" (a gap): never drawn, never zero.
 */
export const columnFrame = z.object({
  timesMs: z.instanceof(Float64Array),
  series: z.array(z.object({ name: z.string(), labels: z.record(z.string(), z.string()) })),
  values: z.array(z.instanceof(Float64Array)),
});
export interface ColumnFrame {
  /** Unix milliseconds, ascending, evenly spaced by the query's step. */
  readonly timesMs: Float64Array;
  readonly series: readonly SeriesId[];
  readonly values: readonly Float64Array[];
}

export interface SeriesId {
  readonly name: string;
  readonly labels: Labels;
}

/** What a query engine says beside its answer: `warnings` doubt the answer, `infos` the way it was asked. */
export interface Annotations {
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}

export interface RangeAnswer extends Annotations {
  readonly frame: ColumnFrame;
}

/** One answer at one time; values are as measured, NaN and infinities included, and what is missing is not listed. */
export type InstantAnswer = Annotations & { readonly timeMs: number } & (
    | { readonly kind: "vector"; readonly samples: readonly { readonly series: SeriesId; readonly value: number }[] }
    | { readonly kind: "scalar"; readonly value: number }
    | { readonly kind: "string"; readonly value: string }
    | {
        readonly kind: "matrix";
        readonly series: readonly {
          readonly series: SeriesId;
          readonly timesMs: Float64Array;
          readonly values: Float64Array;
        }[];
      }
  );
