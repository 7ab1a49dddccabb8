import type { LabelSet } from "../../shared/domain/promql/engine/labelSet.ts";
import type { SampleSource, SeriesSamples } from "../../shared/domain/promql/engine/samples.ts";
import type { LabelMatcher } from "../../shared/domain/promql/matcher.ts";

interface PlainSample {
  readonly timeMs: number;
  readonly value: number;
  readonly stale: boolean;
}

/** Samples in plain lists: what the engine is asked of where storage does not matter. */
export class PlainSamples implements SampleSource {
  private readonly series = new Map<
    string,
    { readonly labels: LabelSet; readonly samples: Map<number, PlainSample> }
  >();

  /** The first sample of a time stays. */
  add(labels: LabelSet, samples: readonly PlainSample[]): void {
    const known = this.series.get(labels.key) ?? { labels, samples: new Map<number, PlainSample>() };
    this.series.set(labels.key, known);
    for (const sample of samples) if (!known.samples.has(sample.timeMs)) known.samples.set(sample.timeMs, sample);
  }

  *select(matchers: readonly LabelMatcher[], fromMs: number, toMs: number): Iterable<SeriesSamples> {
    for (const { labels, samples } of this.series.values()) {
      if (!matchers.every((matcher) => matcher.matches(labels.get(matcher.name)))) continue;
      const rows = [...samples.values()]
        .filter(({ timeMs }) => timeMs > fromMs && timeMs <= toMs)
        .sort((a, b) => a.timeMs - b.timeMs);
      if (rows.length === 0) continue;
      yield {
        labels,
        timesMs: Float64Array.from(rows, ({ timeMs }) => timeMs),
        values: Float64Array.from(rows, ({ value }) => value),
        stale: rows.some(({ stale }) => stale) ? Uint8Array.from(rows, ({ stale }) => Number(stale)) : null,
      };
    }
  }
}
