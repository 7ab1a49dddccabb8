import { LabelSet } from "../../../shared/domain/promql/engine/labelSet.ts";
import type { SampleSource, SeriesSamples } from "../../../shared/domain/promql/engine/samples.ts";
import type { LabelMatcher } from "../../../shared/domain/promql/matcher.ts";
import { byTarget, type Readable } from "./readable.ts";
import { type ScanContext, scanTarget } from "./scan.ts";
import { scanNewest } from "./scanNewest.ts";
import { TargetRows } from "./targetRows.ts";

/** The store as the query engine reads it, target by target: what one target holds in the window is unpacked at a time. */
export function storedSamples(store: Readable, context: ScanContext): SampleSource {
  function* selectNewest(matchers: readonly LabelMatcher[], fromMs: number, toMs: number): Iterable<SeriesSamples> {
    for (const { target, series } of byTarget(store, store.catalog.select(matchers))) {
      const found: SeriesSamples[] = [];
      let timesMs = new Float64Array(1);
      scanNewest(target, series, fromMs, toMs, context, (index, timeMs, value, isStale) => {
        const one = series[index];
        if (!one) return;
        // Those of one row share their time.
        if (timesMs[0] !== timeMs) timesMs = Float64Array.of(timeMs);
        const stale = isStale ? Uint8Array.of(1) : null;
        found.push({ labels: LabelSet.ofSeries(one), timesMs, values: Float64Array.of(value), stale });
      });
      yield* found;
    }
  }

  return {
    *select(matchers, fromMs, toMs, which = "all"): Iterable<SeriesSamples> {
      if (which === "newest") {
        yield* selectNewest(matchers, fromMs, toMs);
        return;
      }
      const rows = new TargetRows();
      for (const { target, series } of byTarget(store, store.catalog.select(matchers))) {
        rows.begin(series.length);
        scanTarget(target, series, fromMs, toMs, context, rows.add);
        const timesMs = rows.timesMs;
        for (const [index, one] of series.entries()) {
          const found = rows.series(index, timesMs);
          if (found) yield { labels: LabelSet.ofSeries(one), ...found };
        }
      }
    },
  };
}
