import { seriesKey } from "../../../shared/domain/metrics/labels.ts";
import type { Labels } from "../../../shared/domain/metrics/model.ts";

/** The keys of the series of one query: answer after answer is mostly about the same series, in the same order. */
export class KeyMemory {
  private before: readonly { readonly labels: Labels; readonly key: string }[] = [];

  keysOf(series: readonly { readonly labels: Labels }[]): readonly string[] {
    this.before = series.map(({ labels }, s) => {
      const before = this.before[s];
      return before && isSame(before.labels, labels) ? before : { labels, key: seriesKey("", labels) };
    });
    return this.before.map(({ key }) => key);
  }
}

function isSame(a: Labels, b: Labels): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
