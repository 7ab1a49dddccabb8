import { compareText, metricNameLabel } from "../../metrics/labels.ts";
import type { Labels, SeriesId } from "../../metrics/model.ts";

/** They say what a metric is and go with its name: the value that was computed is another thing. */
const identityLabels: ReadonlySet<string> = new Set([metricNameLabel, "__type__", "__unit__"]);

/** The labels of a series, `__name__` among them, sorted by name; a label without a value is none. Never changes. */
export class LabelSet {
  static readonly empty = new LabelSet([], []);
  private readonly names: readonly string[];
  private readonly values: readonly string[];
  private knownKey: string | null = null;

  private constructor(names: readonly string[], values: readonly string[]) {
    this.names = names;
    this.values = values;
  }

  /** `labels` may hold `__name__`. */
  static of(labels: Labels): LabelSet {
    const names = Object.keys(labels)
      .filter((name) => labels[name] !== "")
      .sort(compareText);
    return new LabelSet(
      names,
      names.map((name) => labels[name] ?? ""),
    );
  }

  static ofSeries({ name, labels }: SeriesId): LabelSet {
    return LabelSet.of({ [metricNameLabel]: name, ...labels });
  }

  /** Equal exactly for equal sets. */
  get key(): string {
    this.knownKey ??= this.names.map((name, i) => `${name}\u0000${this.values[i]}`).join("\u0001");
    return this.knownKey;
  }

  get size(): number {
    return this.names.length;
  }

  get name(): string {
    return this.get(metricNameLabel);
  }

  /** Empty when there is no such label. */
  get(name: string): string {
    const at = this.names.indexOf(name);
    return at === -1 ? "" : (this.values[at] ?? "");
  }

  /** An empty value takes the label away. */
  with(name: string, value: string): LabelSet {
    if (this.get(name) === value) return this;
    return LabelSet.of({ ...this.toRecord(), [name]: value });
  }

  keep(names: ReadonlySet<string>): LabelSet {
    return this.filter((name) => names.has(name));
  }

  without(names: ReadonlySet<string>): LabelSet {
    return this.filter((name) => !names.has(name));
  }

  /** Without the metric's name, and what describes the metric. */
  withoutIdentity(): LabelSet {
    return this.without(identityLabels);
  }

  toRecord(): Record<string, string> {
    return Object.fromEntries(this.names.map((name, i) => [name, this.values[i] ?? ""]));
  }

  toSeriesId(): SeriesId {
    const { [metricNameLabel]: name = "", ...labels } = this.toRecord();
    return { name, labels };
  }

  /** `{__name__="up", job="node"}`. */
  toString(): string {
    return `{${this.names.map((name, i) => `${name}=${JSON.stringify(this.values[i])}`).join(", ")}}`;
  }

  /** By label name, then value, label by label: the order of answers. */
  static compare(a: LabelSet, b: LabelSet): number {
    const length = Math.min(a.names.length, b.names.length);
    for (let i = 0; i < length; i++) {
      const order =
        compareText(a.names[i] ?? "", b.names[i] ?? "") || compareText(a.values[i] ?? "", b.values[i] ?? "");
      if (order !== 0) return order;
    }
    return a.names.length - b.names.length;
  }

  private filter(keeps: (name: string) => boolean): LabelSet {
    const kept = this.names.filter(keeps);
    if (kept.length === this.names.length) return this;
    return new LabelSet(
      kept,
      kept.map((name) => this.get(name)),
    );
  }
}
