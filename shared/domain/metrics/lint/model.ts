import { z } from "zod";
import type { Exposition, ExpositionSample } from "../exposition/model.ts";

/** One scrape as it was. */
export interface ScrapeSnapshot {
  readonly timeMs: number;
  readonly samples: readonly ExpositionSample[];
  /** `values[i]` is what `samples[i]` was then. */
  readonly values: Float64Array;
}

/** What is known of a target to judge it by. */
export interface ScrapeHistory {
  /** The newest answer; null before it. */
  readonly exposition: Exposition | null;
  /** Oldest first; the last one is the newest answer. */
  readonly snapshots: readonly ScrapeSnapshot[];
}

const exporterRule = z.enum([
  "brokenLines",
  "truncated",
  "duplicateSeries",
  "reopenedFamily",
  "missingType",
  "missingHelp",
  "missingUnit",
  "nonBaseUnit",
  "wrongSuffix",
  "counterFalls",
  "gaugeOnlyRises",
  "labelCardinality",
  "bucketCoverage",
  "missingInfBucket",
  "notANumber",
]);

/** Something to change in an exporter. */
const exporterFinding = z.object({
  rule: exporterRule,
  /** `wrong` gives wrong answers, `costly` fills the store, `unclear` leaves a reader guessing. */
  weight: z.enum(["wrong", "costly", "unclear"]),
  /** The family's name; null when it is about the whole answer. */
  metric: z.string().nullable(),
  what: z.string(),
  why: z.string(),
  howToChange: z.string(),
  /** Lines as they should be, or code; null where words are enough. */
  example: z.string().nullable(),
});
export type ExporterFinding = Readonly<z.infer<typeof exporterFinding>>;

export const exporterReport = z.object({
  /** What was looked at: scrapes, and the time between the first and the last. */
  scrapes: z.number().int(),
  spanMs: z.number(),
  metrics: z.number().int(),
  series: z.number().int(),
  /** What gives wrong answers first. */
  findings: z.array(exporterFinding),
});
export type ExporterReport = Readonly<z.infer<typeof exporterReport>>;
