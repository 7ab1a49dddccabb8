import { compareText, metricNameLabel } from "../../metrics/labels.ts";
import type { Labels } from "../../metrics/model.ts";

export type Pair = readonly [name: string, value: string];

/** They say what a metric is and go with its name: the value that was computed is another thing. */
const identityLabels: ReadonlySet<string> = new Set(["__type__", "__unit__"]);

/** What is left of labels that are asked for by the same names again and again. */
interface Part {
  readonly names: ReadonlySet<string>;
  readonly labels: OtherLabels;
}

/** All labels of a set but `__name__`, sorted by name. Never changes; what was made of it last is kept. */
export class OtherLabels {
  /** How many of them come before `__name__`. */
  readonly namesBefore: number;
  private readonly names: readonly string[];
  private readonly values: readonly string[];
  /** Whether there is one that goes with the metric's name. */
  private readonly describesMetric: boolean;
  private knownKey: string | null = null;
  private knownRecord: Labels | null = null;
  private kept: Part | null = null;
  private left: Part | null = null;

  private constructor(names: readonly string[], values: readonly string[]) {
    this.names = names;
    this.values = values;
    const after = names.findIndex((name) => name > metricNameLabel);
    this.namesBefore = after === -1 ? names.length : after;
    this.describesMetric = names.some((name) => identityLabels.has(name));
  }

  /** `labels` hold no `__name__`. */
  static of(labels: Labels): OtherLabels {
    const names = Object.keys(labels)
      .filter((name) => labels[name] !== "")
      .sort(compareText);
    return new OtherLabels(
      names,
      names.map((name) => labels[name] ?? ""),
    );
  }

  get size(): number {
    return this.names.length;
  }

  get pairs(): readonly Pair[] {
    return this.names.map((name, i) => [name, this.values[i] ?? ""]);
  }

  get key(): string {
    this.knownKey ??= keyOf(this.pairs);
    return this.knownKey;
  }

  get record(): Labels {
    this.knownRecord ??= Object.fromEntries(this.pairs);
    return this.knownRecord;
  }

  get(name: string): string {
    const at = this.names.indexOf(name);
    return at === -1 ? "" : (this.values[at] ?? "");
  }

  keep(names: ReadonlySet<string>): OtherLabels {
    if (this.kept?.names !== names) this.kept = { names, labels: this.filter((name) => names.has(name)) };
    return this.kept.labels;
  }

  without(names: ReadonlySet<string>): OtherLabels {
    if (this.left?.names !== names) this.left = { names, labels: this.filter((name) => !names.has(name)) };
    return this.left.labels;
  }

  withoutIdentity(): OtherLabels {
    return this.describesMetric ? this.without(identityLabels) : this;
  }

  static compare(a: OtherLabels, b: OtherLabels): number {
    const length = Math.min(a.size, b.size);
    for (let i = 0; i < length; i++) {
      const order =
        compareText(a.names[i] ?? "", b.names[i] ?? "") || compareText(a.values[i] ?? "", b.values[i] ?? "");
      if (order !== 0) return order;
    }
    return a.size - b.size;
  }

  private filter(keeps: (name: string) => boolean): OtherLabels {
    const kept = this.names.filter(keeps);
    if (kept.length === this.names.length) return this;
    return new OtherLabels(
      kept,
      kept.map((name) => this.get(name)),
    );
  }
}

/** Equal exactly for equal labels. */
export function keyOf(pairs: readonly Pair[]): string {
  return pairs.map(([name, value]) => `${name}\u0000${value}`).join("\u0001");
}

/** By name, then value, label by label. */
export function comparePairs(a: readonly Pair[], b: readonly Pair[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [ofA, ofB] = [a[i] ?? ["", ""], b[i] ?? ["", ""]];
    const order = compareText(ofA[0], ofB[0]) || compareText(ofA[1], ofB[1]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
