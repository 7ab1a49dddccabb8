import { compareText, metricNameLabel, seriesKey } from "../../../shared/domain/metrics/labels.ts";
import type { Labels, SeriesId } from "../../../shared/domain/metrics/model.ts";
import type { LabelMatcher } from "../../../shared/domain/promql/matcher.ts";

export const dayMs = 86_400_000;

/** A series as the store knows it. `labels` include the target's own. */
export interface StoredSeries extends SeriesId {
  readonly id: number;
  readonly targetId: number;
  /** Its identity and sort order; see `seriesKey`. */
  readonly key: string;
  /** Without the target's labels. */
  readonly ownLabels: Labels;
  /** The day (since the epoch) of its newest stored sample. */
  lastDay: number;
}

/** All series, found by content when written and by an inverted index of their labels when asked for. */
export class Catalog {
  private readonly byId = new Map<number, StoredSeries>();
  private readonly byKey = new Map<string, StoredSeries>();
  /** Label name, then value, to the series that carry it. */
  private readonly postings = new Map<string, Map<string, Set<StoredSeries>>>();
  private lastId = 0;

  get size(): number {
    return this.byId.size;
  }

  get(id: number): StoredSeries | undefined {
    return this.byId.get(id);
  }

  all(): Iterable<StoredSeries> {
    return this.byId.values();
  }

  /** The series of that content; made, with a fresh id, when there is none. The target's labels win over its own. */
  resolve(target: { readonly id: number; readonly labels: Labels }, name: string, ownLabels: Labels): StoredSeries {
    const labels = withoutEmpty({ ...ownLabels, ...target.labels });
    const known = this.byKey.get(seriesKey(name, labels));
    return known ?? this.add({ id: this.lastId + 1, targetId: target.id, name, labels, ownLabels, lastDay: 0 });
  }

  add(fields: Omit<StoredSeries, "key">): StoredSeries {
    const series = { ...fields, key: seriesKey(fields.name, fields.labels) };
    this.lastId = Math.max(this.lastId, series.id);
    this.byId.set(series.id, series);
    this.byKey.set(series.key, series);
    for (const [label, value] of labelPairs(series)) {
      const values = getOrMake(this.postings, label, () => new Map<string, Set<StoredSeries>>());
      getOrMake(values, value, () => new Set<StoredSeries>()).add(series);
    }
    return series;
  }

  remove(series: StoredSeries): void {
    this.byId.delete(series.id);
    this.byKey.delete(series.key);
    for (const [label, value] of labelPairs(series)) {
      const values = this.postings.get(label);
      const carriers = values?.get(value);
      carriers?.delete(series);
      if (carriers?.size === 0) values?.delete(value);
      if (values?.size === 0) this.postings.delete(label);
    }
  }

  /** The series for which every matcher holds, in their order. */
  select(matchers: readonly LabelMatcher[]): StoredSeries[] {
    const found: StoredSeries[] = [];
    for (const series of this.candidates(matchers)) {
      if (matchers.every((matcher) => matcher.matches(labelValue(series, matcher.name)))) found.push(series);
    }
    return found.sort((a, b) => compareText(a.key, b.key));
  }

  /** The fewest series that an equality matcher leaves; all of them without one. */
  private candidates(matchers: readonly LabelMatcher[]): Iterable<StoredSeries> {
    let fewest: ReadonlySet<StoredSeries> | null = null;
    for (const { name, operator, value } of matchers) {
      if (operator !== "=" || value === "") continue;
      const carriers = this.postings.get(name)?.get(value) ?? noSeries;
      if (!fewest || carriers.size < fewest.size) fewest = carriers;
    }
    return fewest ?? this.byId.values();
  }
}

const noSeries: ReadonlySet<StoredSeries> = new Set();

function labelValue(series: StoredSeries, label: string): string {
  if (label === metricNameLabel) return series.name;
  return Object.hasOwn(series.labels, label) ? (series.labels[label] ?? "") : "";
}

function labelPairs(series: StoredSeries): [string, string][] {
  return [[metricNameLabel, series.name], ...Object.entries(series.labels)];
}

function withoutEmpty(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ""));
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
