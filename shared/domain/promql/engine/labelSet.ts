import { compareText, metricNameLabel } from "../../metrics/labels.ts";
import type { Labels, SeriesId } from "../../metrics/model.ts";
import { comparePairs, keyOf, OtherLabels, type Pair } from "./otherLabels.ts";

/**
 * The labels of a series, `__name__` among them, sorted by name; a label without a value is none. Never changes. Sets that
 * differ in `__name__` alone share the others, and what was made of these: a GPU's forty metrics, asked again and again.
 */
export class LabelSet {
  static readonly empty = LabelSet.of({});
  readonly name: string;
  private readonly others: OtherLabels;

  private constructor(name: string, others: OtherLabels) {
    this.name = name;
    this.others = others;
  }

  /** `labels` may hold `__name__`. */
  static of(labels: Labels): LabelSet {
    const { [metricNameLabel]: name = "", ...others } = labels;
    return new LabelSet(name, OtherLabels.of(others));
  }

  static ofSeries({ name, labels }: SeriesId): LabelSet {
    return LabelSet.of({ [metricNameLabel]: name, ...labels });
  }

  /** Equal exactly for equal sets. */
  get key(): string {
    const { name, others } = this;
    if (name === "") return others.key;
    if (others.namesBefore > 0) return keyOf(this.pairs());
    const own = `${metricNameLabel}\u0000${name}`;
    return others.size === 0 ? own : `${own}\u0001${others.key}`;
  }

  get size(): number {
    return this.others.size + (this.name === "" ? 0 : 1);
  }

  /** Empty when there is no such label. */
  get(name: string): string {
    return name === metricNameLabel ? this.name : this.others.get(name);
  }

  /** An empty value takes the label away. */
  with(name: string, value: string): LabelSet {
    if (this.get(name) === value) return this;
    if (name === metricNameLabel) return this.named(value);
    return LabelSet.of({ ...this.toRecord(), [name]: value });
  }

  /** Under another name; an empty one is none. */
  named(name: string): LabelSet {
    return new LabelSet(name, this.others);
  }

  keep(names: ReadonlySet<string>): LabelSet {
    return new LabelSet(names.has(metricNameLabel) ? this.name : "", this.others.keep(names));
  }

  without(names: ReadonlySet<string>): LabelSet {
    return new LabelSet(names.has(metricNameLabel) ? "" : this.name, this.others.without(names));
  }

  /** Without the metric's name, and what describes the metric. */
  withoutIdentity(): LabelSet {
    return new LabelSet("", this.others.withoutIdentity());
  }

  toRecord(): Labels {
    return this.name === "" ? this.others.record : Object.fromEntries(this.pairs());
  }

  toSeriesId(): SeriesId {
    return { name: this.name, labels: this.others.record };
  }

  /** `{__name__="up", job="node"}`. */
  toString(): string {
    return `{${this.pairs()
      .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
      .join(", ")}}`;
  }

  /** By label name, then value, label by label: the order of answers. */
  static compare(a: LabelSet, b: LabelSet): number {
    const namesFirst = a.others.namesBefore === 0 && b.others.namesBefore === 0;
    if (a.name === "" || b.name === "" || !namesFirst) return comparePairs(a.pairs(), b.pairs());
    return compareText(a.name, b.name) || OtherLabels.compare(a.others, b.others);
  }

  private pairs(): readonly Pair[] {
    const { pairs, namesBefore } = this.others;
    if (this.name === "") return pairs;
    return [...pairs.slice(0, namesBefore), [metricNameLabel, this.name], ...pairs.slice(namesBefore)];
  }
}
