import type { Labels, SeriesId } from "./model.ts";

export const metricNameLabel = "__name__";

/** A text that is equal exactly for equal series: name, then the labels by name; empty values are no labels. */
export function seriesKey(name: string, labels: Labels): string {
  const pairs = Object.entries(labels).filter(([, value]) => value !== "");
  pairs.sort(([a], [b]) => compareText(a, b));
  return JSON.stringify([name, ...pairs.flat()]);
}

/** By name, then label by label: the order in which answers list series. */
export function compareSeries(a: SeriesId, b: SeriesId): number {
  return compareText(a.name, b.name) || compareText(seriesKey("", a.labels), seriesKey("", b.labels));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
