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
