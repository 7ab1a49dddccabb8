import { compareText, metricNameLabel, seriesKey } from "../../../shared/domain/metrics/labels.ts";
import type { Labels, SeriesId } from "../../../shared/domain/metrics/model.ts";
import { LabelSet } from "../../../shared/domain/promql/engine/labelSet.ts";
import type { LabelMatcher } from "../../../shared/domain/promql/matcher.ts";

export const dayMs = 86_400_000;

/** The series that differ in their name alone; a GPU's forty are one. */
export class SeriesGroup {
  /** The target's own among them. */
  readonly labels: Labels;
  /** Without the target's. */
  readonly ownLabels: Labels;
  /** Its identity and sort order; see `seriesKey`. */
  readonly key: string;
  /** One for each name. Looked through for one: a Map would take as much memory as the series themselves. */
  readonly series: StoredSeries[] = [];
  private known: LabelSet | null = null;

  constructor(labels: Labels, ownLabels: Labels, key: string) {
    this.labels = labels;
    this.ownLabels = ownLabels;
    this.key = key;
  }

  /** The labels as queries read them. */
  get labelSet(): LabelSet {
    this.known ??= LabelSet.of(this.labels);
    return this.known;
  }

  named(name: string): StoredSeries | undefined {
    return this.series.find((one) => one.name === name);
  }
}

/** A series as the store knows it. */
export class StoredSeries implements SeriesId {
  readonly id: number;
  readonly targetId: number;
  readonly name: string;
  /** The day (since the epoch) of its newest stored sample. */
  lastDay: number;
  readonly group: SeriesGroup;
  /** The rows being written that it has a column in: of several, the first; kept by the head itself. */
  head: object | null = null;
  column = 0;
  private known: LabelSet | null = null;

  constructor(group: SeriesGroup, { id, targetId, name, lastDay }: SeriesRow) {
    this.id = id;
    this.targetId = targetId;
    this.name = name;
    this.lastDay = lastDay;
    this.group = group;
  }

  get labels(): Labels {
    return this.group.labels;
  }

  get ownLabels(): Labels {
    return this.group.ownLabels;
  }

  get labelSet(): LabelSet {
    this.known ??= this.group.labelSet.named(this.name);
    return this.known;
  }
}

interface SeriesRow {
  readonly id: number;
  readonly targetId: number;
  readonly name: string;
  readonly lastDay: number;
}

/** All series, found by content when written and by an inverted index of their labels when asked for. */
export class Catalog {
  /** By its id: an array takes a sixth of a Map's memory, and the engine makes a table of it where most ids are gone. */
  private readonly byId: StoredSeries[] = [];
  size = 0;
  /** One string for each metric that there ever was: every series comes with a copy of its own. */
  private readonly names = new Map<string, string>();
  private readonly groups = new Map<string, SeriesGroup>();
  /** Label name, then value, to the groups that hold it. */
  private readonly postings = new Map<string, Map<string, Set<SeriesGroup>>>();
  /** The series of a metric that was asked for, in order: rules and panels ask for the same ones again and again. */
  private readonly asked = new Map<string, readonly StoredSeries[]>();
  private lastId = 0;

  get(id: number): StoredSeries | undefined {
    return this.byId[id];
  }

  all(): readonly StoredSeries[] {
    // Without the holes of removed ones.
    return this.byId.filter(() => true);
  }

  /** The group of those labels. The target's win over the series' own; of them, `__` ones tell targets apart and nothing else. */
  group(target: Labels, ownLabels: Labels): SeriesGroup {
    const labels = withoutEmpty({ ...ownLabels, ...shownLabels(target) });
    const key = seriesKey("", labels);
    const known = this.groups.get(key);
    if (known) return known;
    const group = new SeriesGroup(labels, ownLabels, key);
    this.groups.set(key, group);
    for (const [label, value] of Object.entries(labels)) {
      const values = getOrMake(this.postings, label, () => new Map<string, Set<SeriesGroup>>());
      getOrMake(values, value, () => new Set<SeriesGroup>()).add(group);
    }
    return group;
  }

  /** The group's series of that name; made, with a fresh id, when there is none. */
  resolve(targetId: number, name: string, group: SeriesGroup): StoredSeries {
    return group.named(name) ?? this.add(group, { id: this.lastId + 1, targetId, name, lastDay: 0 });
  }

  add(group: SeriesGroup, row: SeriesRow): StoredSeries {
    const name = getOrMake(this.names, row.name, () => row.name);
    const series = new StoredSeries(group, { ...row, name });
    this.lastId = Math.max(this.lastId, row.id);
    this.byId[row.id] = series;
    this.size += 1;
    group.series.push(series);
    this.asked.delete(name);
    return series;
  }

  remove(series: StoredSeries): void {
    delete this.byId[series.id];
    this.size -= 1;
    this.asked.delete(series.name);
    const { group } = series;
    group.series.splice(group.series.indexOf(series), 1);
    if (group.series.length > 0) return;
    this.groups.delete(group.key);
    for (const [label, value] of Object.entries(series.labels)) {
      const values = this.postings.get(label);
      const holders = values?.get(value);
      holders?.delete(group);
      if (holders?.size === 0) values?.delete(value);
      if (values?.size === 0) this.postings.delete(label);
    }
  }

  /** The series for which every matcher holds, in their order: by name, then by labels. */
  select(matchers: readonly LabelMatcher[]): readonly StoredSeries[] {
    const nameMatchers = matchers.filter(({ name }) => name === metricNameLabel);
    const labelMatchers = matchers.filter(({ name }) => name !== metricNameLabel);
    const holders = this.fewestHolders(labelMatchers);
    const [first, ...otherNames] = nameMatchers;
    if (first?.operator === "=" && otherNames.length === 0) {
      const named = this.named(first.value);
      if (labelMatchers.length === 0) return named;
      if (!holders || named.length <= holders.size)
        return named.filter(({ labels }) => matchesAll(labelMatchers, labels));
    }
    const found: StoredSeries[] = [];
    for (const { labels, series } of holders ?? this.groups.values()) {
      if (!matchesAll(labelMatchers, labels)) continue;
      for (const one of series) {
        if (nameMatchers.every((matcher) => matcher.matches(one.name))) found.push(one);
      }
    }
    return inOrder(found);
  }

  /** The smallest part of all groups that an equality matcher leaves; null without one. */
  private fewestHolders(matchers: readonly LabelMatcher[]): ReadonlySet<SeriesGroup> | null {
    let fewest: ReadonlySet<SeriesGroup> | null = null;
    for (const { name, operator, value } of matchers) {
      if (operator !== "=" || value === "") continue;
      const holders = this.postings.get(name)?.get(value) ?? noGroups;
      if (!fewest || holders.size < fewest.size) fewest = holders;
    }
    return fewest;
  }

  private named(metric: string): readonly StoredSeries[] {
    // Of names that nobody has there is no end.
    if (!this.names.has(metric)) return [];
    const known = this.asked.get(metric);
    if (known) return known;
    const series: StoredSeries[] = [];
    for (const group of this.groups.values()) {
      const one = group.named(metric);
      if (one) series.push(one);
    }
    this.asked.set(metric, inOrder(series));
    return series;
  }
}

const noGroups: ReadonlySet<SeriesGroup> = new Set();

function inOrder(series: StoredSeries[]): readonly StoredSeries[] {
  return series.sort((a, b) => compareText(a.name, b.name) || compareText(a.group.key, b.group.key));
}

function matchesAll(matchers: readonly LabelMatcher[], labels: Labels): boolean {
  return matchers.every((matcher) => matcher.matches(labelValue(labels, matcher.name)));
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
