import { shortNumber } from "../../promql/engine/numberText.ts";
import type { Exposition, ExpositionSample, MetricFamily } from "../exposition/model.ts";
import type { ScrapeSnapshot } from "./model.ts";

/** A family with its series, and what each was in every scrape that had it. */
export interface FamilyFacts {
  readonly family: MetricFamily;
  readonly series: readonly SeriesFacts[];
}

export interface SeriesFacts {
  readonly sample: ExpositionSample;
  /** One a scrape, oldest first, the newest last; NaN where the series was not there. */
  readonly values: readonly number[];
}

export interface TargetFacts {
  readonly exposition: Exposition;
  readonly timesMs: readonly number[];
  readonly families: readonly FamilyFacts[];
}

/** The newest answer by family, with the past of its series. */
export function targetFacts(exposition: Exposition, snapshots: readonly ScrapeSnapshot[]): TargetFacts {
  const indexes = snapshots.map(({ samples }) => new Map(samples.map((sample, index) => [sample, index])));
  const valuesOf = (sample: ExpositionSample) =>
    snapshots.map(({ values }, at) => values[indexes[at]?.get(sample) ?? -1] ?? Number.NaN);
  const families = new Map<MetricFamily, SeriesFacts[]>();
  for (const sample of exposition.samples) {
    const series = families.get(sample.family) ?? [];
    families.set(sample.family, series);
    series.push({ sample, values: valuesOf(sample) });
  }
  return {
    exposition,
    timesMs: snapshots.map(({ timeMs }) => timeMs),
    families: [...families].map(([family, series]) => ({ family, series })),
  };
}

/** A sample line as an exporter writes it. */
export function sampleLine(name: string, { labels, value }: ExpositionSample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
  return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${shortNumber(value)}`;
}
