import { z } from "zod";
import { finding, limitTrend, watchedSubject } from "../../domain/anomaly/finding.ts";
import { stream } from "../define.ts";
import { sourceName } from "./sources.ts";

const band = z.object({
  id: z.string(),
  /** Unix ms, ascending; the last one is the newest step. */
  timesMs: z.instanceof(Float64Array),
  /** In the unit of the query; NaN where too little was known. */
  low: z.instanceof(Float64Array),
  high: z.instanceof(Float64Array),
});

export const anomaliesArea = {
  /** What is unusual about a service or host, and what of it climbs to its limit; told again after each pass. */
  "anomalies.watch": stream({
    params: z.strictObject({ subject: watchedSubject }),
    item: z.object({
      /** Of the last pass, Unix ms; null before the first one. */
      atMs: z.number().nullable(),
      findings: z.array(finding),
      trends: z.array(limitTrend),
      /** What could not be looked at, and why; null when all was. */
      problem: z.string().nullable(),
    }),
  }),

  /**
   * The range in which each query was to be expected, by what it did before: for queries that answer one series. Those that
   * do not, and those that fail, have no band. Live ranges are told again about once a minute; with `endMs` it is answered once.
   */
  "anomalies.expected": stream({
    params: z.strictObject({
      queries: z
        .array(
          z.strictObject({
            id: z.string().min(1).max(100),
            expr: z.string().min(1).max(10_000),
            source: sourceName.default("local"),
          }),
        )
        .min(1)
        .max(12),
      rangeMs: z.number().int().min(10_000).max(86_400_000),
      endMs: z.number().int().positive().optional(),
    }),
    item: z.object({ bands: z.array(band) }),
  }),
};
