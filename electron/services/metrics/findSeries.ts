import { compareText, metricNameLabel } from "../../../shared/domain/metrics/labels.ts";
import type { LabelMatcher } from "../../../shared/domain/promql/matcher.ts";
import { parseSelectorText } from "../../../shared/domain/promql/parseQuery.ts";
import type { StoredSeries } from "./catalog.ts";
import { byTarget, type Readable } from "./readable.ts";
import { type ScanContext, seriesWithin } from "./scan.ts";
import type { SeriesQuery } from "./types.ts";

/** The series that match one of the selectors (any series without one) and that blocks of [startMs, endMs] hold. */
export function findSeries(
  store: Readable,
  { matchers, startMs, endMs }: SeriesQuery,
  context: ScanContext,
): readonly StoredSeries[] {
  const selected = selectAny(store, matchers.map(parseSelectorText));
  const found = new Set<StoredSeries>();
  for (const { target, series } of byTarget(store, selected)) {
    for (const one of seriesWithin(target, series, startMs - 1, endMs, context)) found.add(one);
  }
  return selected.filter((series) => found.has(series));
}

/** The label names of `findSeries`, sorted. */
export function findLabelNames(store: Readable, query: SeriesQuery, context: ScanContext): readonly string[] {
  const names = new Set<string>();
  for (const { labels } of findSeries(store, query, context)) {
    names.add(metricNameLabel);
    for (const name of Object.keys(labels)) names.add(name);
  }
  return [...names].sort(compareText);
}

/** The values that a label has among `findSeries`, sorted. */
export function findLabelValues(
  store: Readable,
  label: string,
  query: SeriesQuery,
  context: ScanContext,
): readonly string[] {
  const values = new Set<string>();
  for (const { name, labels } of findSeries(store, query, context)) {
    const value = label === metricNameLabel ? name : labels[label];
    if (value !== undefined) values.add(value);
  }
  return [...values].sort(compareText);
}

function selectAny({ catalog }: Readable, selectors: readonly (readonly LabelMatcher[])[]): readonly StoredSeries[] {
  const [first = [], ...others] = selectors;
  const selected = catalog.select(first);
  if (others.length === 0) return selected;
  return [...new Set([selected, ...others.map((matchers) => catalog.select(matchers))].flat())];
}
