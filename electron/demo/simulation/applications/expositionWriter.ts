export type LabelPairs = Readonly<Record<string, string>>;

/** Writes exposition text the way Python's client does: families one after the other, labels sorted, values as floats. */
export class ExpositionWriter {
  private readonly lines: string[] = [];

  get text(): string {
    return `${this.lines.join("\n")}\n`;
  }

  family(name: string, type: string, help: string | null): void {
    if (help !== null) this.lines.push(`# HELP ${name} ${help}`);
    this.lines.push(`# TYPE ${name} ${type}`);
  }

  sample(name: string, labels: LabelPairs, value: number): void {
    const pairs = Object.keys(labels)
      .sort()
      .map((label) => `${label}="${labels[label]}"`);
    this.lines.push(`${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${floatText(value)}`);
  }

  gauge(name: string, help: string, labels: LabelPairs, value: number): void {
    this.family(name, "gauge", help);
    this.sample(name, labels, value);
  }

  counter(name: string, help: string, labels: LabelPairs, value: number): void {
    this.family(name, "counter", help);
    this.sample(name, labels, Math.floor(value));
  }

  /** Cumulative buckets up to `+Inf`, which is the count. `below(le)` is how many observations were at most `le`; see `bucketCounts`. */
  histogramSeries(
    name: string,
    labels: LabelPairs,
    bounds: readonly number[],
    sum: number,
    below: (le: number) => number,
  ): void {
    const counts = bucketCounts(bounds, below);
    for (const [bucket, le] of [...bounds, Number.POSITIVE_INFINITY].entries()) {
      this.sample(`${name}_bucket`, { ...labels, le: floatText(le) }, counts[bucket] ?? 0);
    }
    this.sample(`${name}_count`, labels, counts.at(-1) ?? 0);
    this.sample(`${name}_sum`, labels, sum);
  }
}

/**
 * Cumulative whole counts of buckets up to `+Inf`. Each bucket is made whole by itself, so that it never grows by more than a
 * wider one: the count may be less than all there were by one a bucket.
 */
export function bucketCounts(bounds: readonly number[], below: (le: number) => number): readonly number[] {
  let count = 0;
  let narrower = 0;
  return [...bounds, Number.POSITIVE_INFINITY].map((le) => {
    const all = below(le);
    count += Math.floor(all - narrower);
    narrower = all;
    return count;
  });
}

/** `1.0`, `0.25`, `1.2e+07`, `+Inf`. */
function floatText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : String(value);
}
