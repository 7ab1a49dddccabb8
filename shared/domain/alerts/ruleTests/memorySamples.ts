import type { Sample } from "../../metrics/model.ts";
import { LabelSet } from "../../promql/engine/labelSet.ts";
import type { SampleSource, SeriesSamples } from "../../promql/engine/samples.ts";
import type { LabelMatcher } from "../../promql/matcher.ts";

interface Series {
  readonly labels: LabelSet;
  readonly timesMs: number[];
  readonly values: number[];
  readonly stale: number[];
}

/** Samples of one test, in memory; each series is written in the order of time. */
export class MemorySamples implements SampleSource {
  private readonly series = new Map<string, Series>();

  append(labels: LabelSet, timeMs: number, value: number | "stale"): void {
    const series = this.series.get(labels.key) ?? { labels, timesMs: [], values: [], stale: [] };
    this.series.set(labels.key, series);
    // The first sample of a time stays.
    if ((series.timesMs.at(-1) ?? Number.NEGATIVE_INFINITY) >= timeMs) return;
    series.timesMs.push(timeMs);
    series.values.push(value === "stale" ? 0 : value);
    series.stale.push(value === "stale" ? 1 : 0);
  }

  *select(matchers: readonly LabelMatcher[], fromMs: number, toMs: number): Iterable<SeriesSamples> {
    for (const { labels, timesMs, values, stale } of this.series.values()) {
      if (!matchers.every((matcher) => matcher.matches(labels.get(matcher.name)))) continue;
      const from = firstAfter(timesMs, fromMs);
      const to = firstAfter(timesMs, toMs);
      if (from === to) continue;
      const marks = stale.slice(from, to);
      yield {
        labels,
        timesMs: Float64Array.from(timesMs.slice(from, to)),
        values: Float64Array.from(values.slice(from, to)),
        stale: marks.includes(1) ? Uint8Array.from(marks) : null,
      };
    }
  }
}

/** What one rule writes: a series that it wrote before and does not write now ends. */
export class RuleWriter {
  private readonly samples: MemorySamples;
  private live = new Map<string, LabelSet>();

  constructor(samples: MemorySamples) {
    this.samples = samples;
  }

  write(timeMs: number, written: readonly Sample[]): void {
    const now = new Map<string, LabelSet>();
    for (const sample of written) {
      const labels = LabelSet.ofSeries(sample);
      now.set(labels.key, labels);
      this.samples.append(labels, timeMs, sample.value);
    }
    for (const [key, labels] of this.live) if (!now.has(key)) this.samples.append(labels, timeMs, "stale");
    this.live = now;
  }
}

/** The index of the first time beyond `timeMs`. */
function firstAfter(timesMs: readonly number[], timeMs: number): number {
  let low = 0;
  let high = timesMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesMs[middle] ?? 0) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
