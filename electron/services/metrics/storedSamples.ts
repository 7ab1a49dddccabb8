import { LabelSet } from "../../../shared/domain/promql/engine/labelSet.ts";
import type { SampleSource, SeriesSamples } from "../../../shared/domain/promql/engine/samples.ts";
import { byTarget, type Readable } from "./readable.ts";
import { type ScanContext, scanTarget } from "./scan.ts";
import { TargetRows } from "./targetRows.ts";

/** The store as the query engine reads it, target by target: what one target holds in the window is unpacked at a time. */
export function storedSamples(store: Readable, context: ScanContext): SampleSource {
  return {
    *select(matchers, fromMs, toMs): Iterable<SeriesSamples> {
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
