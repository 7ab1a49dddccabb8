import type { ColumnView } from "./SeriesBuffer.ts";

/**
 * Several queries of one chart on one time axis. Queries of a panel share their steps, so this is almost always
 * free of copies; a query that starts later or ends earlier is laid onto the union with gaps.
 */
export function joinViews(views: readonly ColumnView[]): ColumnView {
  const [first, ...rest] = views;
  if (!first) return { timesMs: new Float64Array(0), values: [] };
  if (rest.every((view) => sameTimes(first.timesMs, view.timesMs))) {
    return { timesMs: first.timesMs, values: views.flatMap((view) => view.values) };
  }
  const timesMs = union(views.map((view) => view.timesMs));
  const place = new Map(Array.from(timesMs, (time, i) => [time, i]));
  const values = views.flatMap((view) =>
    view.values.map((column) => {
      const out = new Float64Array(timesMs.length).fill(Number.NaN);
      view.timesMs.forEach((time, i) => {
        out[place.get(time) ?? 0] = column[i] ?? Number.NaN;
      });
      return out;
    }),
  );
  return { timesMs, values };
}

function sameTimes(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a[0] === b[0] && a[a.length - 1] === b[b.length - 1];
}

function union(columns: readonly Float64Array[]): Float64Array {
  return Float64Array.from(new Set(columns.flatMap((column) => [...column]))).sort();
}
