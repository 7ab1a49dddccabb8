import type { Labels, Sample } from "../model.ts";

export const metricTypes = [
  "counter",
  "gauge",
  "histogram",
  "gaugehistogram",
  "summary",
  "info",
  "stateset",
  "unknown",
] as const;
export type MetricType = (typeof metricTypes)[number];

/** What a target says about its metrics; null where it says nothing. */
interface MetricMetadata {
  readonly type: MetricType;
  readonly help: string | null;
  readonly unit: string | null;
}

/** A metric with its suffixed series (`_bucket`, `_sum`, `_total`, ...). Without a TYPE line `type` is `unknown`. */
export interface MetricFamily extends MetricMetadata {
  readonly name: string;
  /** A TYPE line was there. */
  readonly typed: boolean;
}

export interface Exemplar {
  readonly labels: Labels;
  readonly value: number;
  /** Null when it has no time of its own. */
  readonly timeMs: number | null;
}

/**
 * One series of a scrape. The object is the parser's own and is the same in every scrape, so that a steady scrape makes
 * none; its value holds until the next one.
 */
export interface ExpositionSample extends Sample {
  readonly family: MetricFamily;
  /** The time that the target itself gave, Unix ms; NaN when it gave none. */
  readonly timeMs: number;
  readonly exemplar: Exemplar | null;
}

/** A line that could not be read; places are 1-based, columns count characters. */
export interface ExpositionProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface Exposition {
  /** In the order of the text, each series once; `_created` series are not among them. */
  readonly samples: readonly ExpositionSample[];
  /** By family name, those without any HELP, TYPE or UNIT line left out. */
  readonly families: ReadonlyMap<string, MetricFamily>;
  /** The first ones; `problemCount` tells how many lines were lost. */
  readonly problems: readonly ExpositionProblem[];
  readonly problemCount: number;
  /** Lines that repeat a series of the same text: the last one holds. */
  readonly duplicates: number;
  /** How often a family went on after another one had begun. */
  readonly reopened: number;
  /** OpenMetrics that does not end in `# EOF`: something is missing at its end. */
  readonly truncated: boolean;
  /** Series, families or their order differ from the scrape before. */
  readonly changed: boolean;
}

/** `text` is the classic format 0.0.4, whose times are milliseconds; those of OpenMetrics are seconds. */
export type ExpositionFormat = "text" | "openMetrics";
