import type { SampleSource, SeriesSamples } from "../../../shared/domain/promql/engine/samples.ts";
import type { LabelMatcher } from "../../../shared/domain/promql/matcher.ts";
import type { StoredSeries } from "./catalog.ts";
import { byTarget, type Readable } from "./readable.ts";
import { type ScanContext, scanTarget } from "./scan.ts";
import { scanNewest } from "./scanNewest.ts";
import { TargetRows } from "./targetRows.ts";

const staleRow = Uint8Array.of(1);

/** The store as the query engine reads it, target by target: what one target holds in the window is unpacked at a time. */
export function storedSamples(store: Readable, context: ScanContext): SampleSource {
  function* selectNewest(matchers: readonly LabelMatcher[], fromMs: number, toMs: number): Iterable<SeriesSamples> {
    const values = new Float64Array(1);
    for (const { target, series } of byTarget(store, store.catalog.select(matchers))) {
      const found: { one: StoredSeries; timesMs: Float64Array; value: number; stale: Uint8Array | null }[] = [];
      let timesMs = new Float64Array(1);
      scanNewest(target, series, fromMs, toMs, context, (one, timeMs, value, isStale) => {
        // Those of one row share their time.
        if (timesMs[0] !== timeMs) timesMs = Float64Array.of(timeMs);
        found.push({ one, timesMs, value, stale: isStale ? staleRow : null });
      });
      for (const { one, timesMs, value, stale } of found) {
        values[0] = value;
        yield { labels: one.labelSet, timesMs, values, stale };
      }
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
          if (found) yield { labels: one.labelSet, ...found };
        }
      }
    },
  };
}
