import { compareText, metricNameLabel, seriesKey } from "../../../shared/domain/metrics/labels.ts";
import type { Labels, SeriesId } from "../../../shared/domain/metrics/model.ts";
import type { LabelMatcher } from "../../../shared/domain/promql/matcher.ts";

export const dayMs = 86_400_000;

/** A series as the store knows it. `labels` include the target's own. */
export interface StoredSeries extends SeriesId {
  readonly id: number;
  readonly targetId: number;
  /** Without the target's labels. */
  readonly ownLabels: Labels;
  /** The day (since the epoch) of its newest stored sample. */
  lastDay: number;
}

/** The series that differ in their name alone; a GPU's forty share one. */
export interface LabelSet {
  readonly labels: Labels;
  readonly ownLabels: Labels;
  /** Its identity and sort order; see `seriesKey`. */
  readonly key: string;
  readonly byName: Map<string, StoredSeries>;
}

/** All series, found by content when written and by an inverted index of their labels when asked for. */
export class Catalog {
  private readonly byId = new Map<number, StoredSeries>();
  /** One string for each metric: every series comes with a copy of its own. */
  private readonly names = new Map<string, string>();
  private readonly sets = new Map<string, LabelSet>();
  /** Label name, then value, to the label sets that hold it. */
  private readonly postings = new Map<string, Map<string, Set<LabelSet>>>();
  /** The label sets of a metric that was asked for: rules and panels ask for the same ones again and again. */
  private readonly asked = new Map<string, ReadonlySet<LabelSet>>();
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

  /** The set of those labels. The target's win over the series' own; of them, `__` ones tell targets apart and nothing else. */
  labelSet(target: Labels, ownLabels: Labels): LabelSet {
    const labels = withoutEmpty({ ...ownLabels, ...shownLabels(target) });
    const key = seriesKey("", labels);
    const known = this.sets.get(key);
    if (known) return known;
    const set: LabelSet = { labels, ownLabels, key, byName: new Map() };
    this.sets.set(key, set);
    for (const [label, value] of Object.entries(labels)) {
      const values = getOrMake(this.postings, label, () => new Map<string, Set<LabelSet>>());
      getOrMake(values, value, () => new Set<LabelSet>()).add(set);
    }
    return set;
  }

  /** The set's series of that name; made, with a fresh id, when there is none. */
  resolve(targetId: number, name: string, set: LabelSet): StoredSeries {
    return set.byName.get(name) ?? this.add(set, { id: this.lastId + 1, targetId, name, lastDay: 0 });
  }

  add(set: LabelSet, { id, targetId, name, lastDay }: Omit<StoredSeries, "labels" | "ownLabels">): StoredSeries {
    const shared = getOrMake(this.names, name, () => name);
    const series = { id, targetId, name: shared, lastDay, labels: set.labels, ownLabels: set.ownLabels };
    this.lastId = Math.max(this.lastId, id);
    this.byId.set(id, series);
    set.byName.set(shared, series);
    this.asked.delete(shared);
    return series;
  }

  remove(series: StoredSeries): void {
    this.byId.delete(series.id);
    this.asked.delete(series.name);
    const key = seriesKey("", series.labels);
    const set = this.sets.get(key);
    set?.byName.delete(series.name);
    if (set?.byName.size !== 0) return;
    this.sets.delete(key);
    for (const [label, value] of Object.entries(series.labels)) {
      const values = this.postings.get(label);
      const holders = values?.get(value);
      holders?.delete(set);
      if (holders?.size === 0) values?.delete(value);
      if (values?.size === 0) this.postings.delete(label);
    }
  }

  /** The series for which every matcher holds, in their order: by name, then by labels. */
  select(matchers: readonly LabelMatcher[]): StoredSeries[] {
    const nameMatchers = matchers.filter(({ name }) => name === metricNameLabel);
    const labelMatchers = matchers.filter(({ name }) => name !== metricNameLabel);
    const name = nameMatchers.find(({ operator }) => operator === "=")?.value;
    const found: { readonly series: StoredSeries; readonly key: string }[] = [];
    for (const { labels, key, byName } of this.candidates(labelMatchers, name)) {
      if (!labelMatchers.every((matcher) => matcher.matches(labelValue(labels, matcher.name)))) continue;
      for (const series of name === undefined ? byName.values() : named(byName, name)) {
        if (nameMatchers.every((matcher) => matcher.matches(series.name))) found.push({ series, key });
      }
    }
    found.sort((a, b) => compareText(a.series.name, b.series.name) || compareText(a.key, b.key));
    return found.map(({ series }) => series);
  }

  /** The fewest label sets that the metric's name or an equality matcher leaves; all of them without either. */
  private candidates(matchers: readonly LabelMatcher[], metric: string | undefined): Iterable<LabelSet> {
    let fewest: ReadonlySet<LabelSet> | null = metric === undefined ? null : this.setsOf(metric);
    for (const { name, operator, value } of matchers) {
      if (operator !== "=" || value === "") continue;
      const holders = this.postings.get(name)?.get(value) ?? noSets;
      if (!fewest || holders.size < fewest.size) fewest = holders;
    }
    return fewest ?? this.sets.values();
  }

  private setsOf(metric: string): ReadonlySet<LabelSet> {
    const known = this.asked.get(metric);
    if (known) return known;
    const sets = new Set([...this.sets.values()].filter(({ byName }) => byName.has(metric)));
    // Of names that nobody has there is no end.
    if (sets.size > 0) this.asked.set(metric, sets);
    return sets;
  }
}

const noSets: ReadonlySet<LabelSet> = new Set();

function named(byName: LabelSet["byName"], name: string): readonly StoredSeries[] {
  const series = byName.get(name);
  return series ? [series] : [];
}

function labelValue(labels: Labels, label: string): string {
  return Object.hasOwn(labels, label) ? (labels[label] ?? "") : "";
}

function shownLabels(target: Labels): Labels {
  return Object.fromEntries(Object.entries(target).filter(([name]) => !name.startsWith("__")));
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
