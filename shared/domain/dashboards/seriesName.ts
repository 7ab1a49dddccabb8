import type { Labels, SeriesId } from "../metrics/model.ts";

/** `http_requests_total{code="200"}`; null for a series with neither name nor labels. */
export function fullSeriesName({ name, labels }: SeriesId): string | null {
  const pairs = Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  if (pairs.length === 0) return name === "" ? null : name;
  return `${name}{${pairs.join(", ")}}`;
}

/** `{{label}}` replaced, blanks allowed; a label that is missing is empty. */
export function filledLegend(legend: string, { name, labels }: SeriesId): string {
  return legend.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (_, label: string) =>
    label === "__name__" ? name : ((Object.hasOwn(labels, label) ? labels[label] : "") ?? ""),
  );
}

/** The labels in which the series of an answer differ. */
function differingLabels(all: readonly SeriesId[]): readonly string[] {
  const values = new Map<string, Set<string>>();
  for (const { labels } of all) {
    for (const label of Object.keys(labels)) if (!values.has(label)) values.set(label, new Set());
  }
  for (const [label, seen] of values) for (const { labels } of all) seen.add(labelOf(labels, label));
  return [...values].filter(([, seen]) => seen.size > 1).map(([label]) => label);
}

function labelOf(labels: Labels, label: string): string {
  return Object.hasOwn(labels, label) ? `=${labels[label]}` : "";
}

/**
 * Names that tell series apart: where several of an answer have one name, each gets the values of the labels in which they
 * differ.
 */
export function distinctNames(all: readonly SeriesId[], nameOf: (series: SeriesId) => string): readonly string[] {
  const names = all.map(nameOf);
  const byName = new Map<string, number[]>();
  for (const [index, name] of names.entries()) {
    const same = byName.get(name);
    if (same) same.push(index);
    else byName.set(name, [index]);
  }
  const distinct = [...names];
  for (const [name, indexes] of byName) {
    if (indexes.length < 2) continue;
    const labels = differingLabels(indexes.flatMap((index) => all[index] ?? []));
    for (const index of indexes) {
      const values = labels.flatMap((label) => all[index]?.labels[label] ?? []);
      if (values.length > 0) distinct[index] = `${name} (${values.join(", ")})`;
    }
  }
  return distinct;
}

/** What a series of an answer is called: by its legend, by what tells it from the others, or by its whole name. */
export function seriesName(series: SeriesId, all: readonly SeriesId[], legend: string | null, expr: string): string {
  const whole = fullSeriesName(series) ?? expr;
  if (legend === null || legend === "") return whole;
  if (legend !== "__auto") return filledLegend(legend, series);
  const differing = differingLabels(all);
  const [only] = differing;
  if (differing.length === 1 && only !== undefined) return series.labels[only] || whole;
  return whole;
}
