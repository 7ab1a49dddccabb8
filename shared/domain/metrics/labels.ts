import type { Labels } from "./model.ts";

export const metricNameLabel = "__name__";

/**
 * A text that is equal exactly for equal series (empty values are no labels) and that sorts by name,
 * then label by label: the order in which answers list series.
 */
export function seriesKey(name: string, labels: Labels): string {
  const pairs = Object.entries(labels).filter(([, value]) => value !== "");
  pairs.sort(([a], [b]) => compareText(a, b));
  return [name, ...pairs.flat()].map(escapeSeparator).join("\u0000");
}

/** The same names with the same values, as they are written. */
export function hasSameLabels(a: Labels, b: Labels): boolean {
  if (a === b) return true;
  let more = 0;
  for (const name in a) {
    if (a[name] !== b[name]) return false;
    more += 1;
  }
  for (const _ in b) more -= 1;
  return more === 0;
}

export function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function escapeSeparator(part: string): string {
  // The two lowest characters: ordinary text keeps its order and is not touched.
  return part.replaceAll("\u0001", "\u0001\u0002").replaceAll("\u0000", "\u0001\u0001");
}
