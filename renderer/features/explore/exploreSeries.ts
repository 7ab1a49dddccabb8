import type { SeriesId } from "../../../shared/domain/metrics/model.ts";
import { type ColumnView, stoppedMs } from "../../charts/SeriesBuffer.ts";

/** Over the shown range; NaN where nothing was measured. */
export interface SeriesFigures {
  readonly last: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

export interface ExploreSeries extends SeriesFigures {
  /** The same for the same labels of the same query, however often it is asked. */
  readonly key: string;
  readonly queryId: string;
  readonly series: SeriesId;
  /** What tells it from the others. */
  readonly label: string;
  readonly column: number;
  /** When it was measured last, where it stopped before the newest steps; null while it goes on. */
  readonly stoppedMs: number | null;
}

const nothing = new Float64Array(0);

/** The series of all queries of a view, in the order of its columns. */
export function exploreSeries(
  answers: readonly { readonly queryId: string; readonly series: readonly SeriesId[] }[],
  view: ColumnView,
): readonly ExploreSeries[] {
  const all = answers.flatMap(({ queryId, series }) => series.map((each) => ({ queryId, series: each })));
  const labels = answers.flatMap(({ queryId, series }) =>
    seriesLabels(series).map((label) => (answers.length > 1 ? `${queryId}: ${label}` : label)),
  );
  return all.map(({ queryId, series }, column) => ({
    key: `${queryId} ${fullName(series)}`,
    queryId,
    series,
    label: labels[column] ?? "",
    column,
    stoppedMs: stoppedMs(view.timesMs, view.values[column] ?? nothing),
    ...seriesFigures(view.values[column] ?? nothing),
  }));
}

export function seriesFigures(values: Float64Array): SeriesFigures {
  let last = Number.NaN;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    last = value;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    count += 1;
  }
  if (count === 0) return { last, min: Number.NaN, max: Number.NaN, mean: Number.NaN };
  return { last, min, max, mean: sum / count };
}

/** `name{a="b", c="d"}` as PromQL writes it. */
export function fullName({ name, labels }: SeriesId): string {
  const pairs = Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? name || "{}" : `${name}{${pairs.join(", ")}}`;
}

/**
 * Short names of a query's series: the values of the labels in which they differ, without what they have in common; the
 * metric's name where that differs. A series that stands alone has its whole name.
 */
function seriesLabels(all: readonly SeriesId[]): readonly string[] {
  const names = new Set(all.map(({ name }) => name));
  const telling = tellingLabels(all);
  return all.map((series) => {
    const parts = [
      ...(names.size > 1 && series.name !== "" ? [series.name] : []),
      ...telling.flatMap((label) => labelPart(label, series.labels[label] ?? "")),
    ];
    return parts.length > 0 ? parts.join(" ") : shortest(series);
  });
}

/** The value; with its label where it is a bare figure: `GPU 5`, `replica 0`. Nothing for a label that is not there. */
function labelPart(label: string, value: string): readonly string[] {
  if (value === "") return [];
  const isFigure = !/[a-z]/i.test(value);
  return [isFigure ? `${label === "gpu" ? "GPU" : label} ${value}` : value];
}

function shortest(series: SeriesId): string {
  return series.name || (Object.keys(series.labels).length > 0 ? fullName(series) : "value");
}

/** As few labels as tell the series apart, those that people know things by first. */
function tellingLabels(all: readonly SeriesId[]): readonly string[] {
  const names = new Set(all.flatMap(({ labels }) => Object.keys(labels)));
  const candidates = [...names]
    .filter((name) => new Set(all.map(({ labels }) => labels[name] ?? "")).size > 1)
    .sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
  const telling: string[] = [];
  let groups = 1;
  for (const name of candidates) {
    if (groups === all.length) break;
    const apart = countGroups(all, [...telling, name]);
    if (apart > groups) telling.push(name);
    groups = Math.max(groups, apart);
  }
  return telling;
}

function countGroups(all: readonly SeriesId[], names: readonly string[]): number {
  return new Set(all.map(({ labels }) => JSON.stringify(names.map((name) => labels[name] ?? "")))).size;
}

const known = ["instance", "host", "node", "pod", "container", "service", "model_name", "model", "gpu"];

function rankOf(label: string): number {
  const rank = known.indexOf(label);
  return rank === -1 ? known.length : rank;
}
