import type { LabelMatcher } from "../matcher.ts";
import type { LabelSet } from "./labelSet.ts";

/** The samples of one series, ascending in time. */
export interface SeriesSamples {
  readonly labels: LabelSet;
  /** Unix ms. Series that were measured together share one array, which lets window bounds be found once for all. */
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
  /** 1 where the row is a staleness mark and `values` means nothing; null when no row is. */
  readonly stale: Uint8Array | null;
}

/** What the engine asks samples of. */
export interface SampleSource {
  /**
   * The series for which every matcher holds, with their samples in (fromMs, toMs].
   * `values` and `stale` need to hold only until the next series is asked for. Of each series nothing but the `newest`
   * may be wanted: the others may then be left out.
   */
  select(
    matchers: readonly LabelMatcher[],
    fromMs: number,
    toMs: number,
    which?: "all" | "newest",
  ): Iterable<SeriesSamples>;
}
