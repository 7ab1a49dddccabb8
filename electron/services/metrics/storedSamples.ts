import type { SampleSource, SeriesSamples } from "../../../shared/domain/promql/engine/samples.ts";
import type { LabelMatcher } from "../../../shared/domain/promql/matcher.ts";
import { byTarget, placesByTarget, type Readable } from "./readable.ts";
import { type ScanContext, scanTarget } from "./scan.ts";
import { scanNewest } from "./scanNewest.ts";
import { TargetRows } from "./targetRows.ts";

const staleRow = Uint8Array.of(1);

/**
 * The store as the query engine reads it, target by target: what one target holds in the window is unpacked at a time. The
 * newest samples alone come in the catalog's order, which is nearly that of answers.
 */
export function storedSamples(store: Readable, context: ScanContext): SampleSource {
  function* selectNewest(matchers: readonly LabelMatcher[], fromMs: number, toMs: number): Iterable<SeriesSamples> {
    const selected = store.catalog.select(matchers);
    const times = new Array<Float64Array | null>(selected.length).fill(null);
    const newest = new Float64Array(selected.length);
    const stale = new Uint8Array(selected.length);
    let timesMs = new Float64Array(1);
    for (const { target, places } of placesByTarget(store, selected)) {
      scanNewest(target, selected, places, fromMs, toMs, context, (place, timeMs, value, isStale) => {
        // Those of one row share their time.
        if (timesMs[0] !== timeMs) timesMs = Float64Array.of(timeMs);
        times[place] = timesMs;
        newest[place] = value;
        stale[place] = isStale ? 1 : 0;
      });
    }
    const values = new Float64Array(1);
    for (let place = 0; place < selected.length; place++) {
      const [one, at] = [selected[place], times[place]];
      if (!one || !at) continue;
      values[0] = newest[place] ?? 0;
      yield { labels: one.labelSet, timesMs: at, values, stale: stale[place] === 1 ? staleRow : null };
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
