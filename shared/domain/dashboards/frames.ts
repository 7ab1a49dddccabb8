import type { SeriesId } from "../metrics/model.ts";
import type { Target } from "./model.ts";
import { seriesName } from "./seriesName.ts";

export type Cell = number | string | null;

/** A column of a frame. */
export interface Field {
  readonly name: string;
  readonly type: "number" | "string" | "time";
  readonly refId: string;
  readonly values: readonly Cell[];
  /** Of the series whose values these are. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Columns of one length: what an answer is before a panel's transformations. */
export interface Frame {
  /** Of the series, or of the query. */
  readonly name: string;
  readonly refId: string;
  readonly fields: readonly Field[];
}

/** One series over time; NaN is a step without a sample. */
export interface RangeSeries {
  readonly series: SeriesId;
  readonly timesMs: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** What a query of a panel answered; of an instant query each series has its newest value alone. */
export interface TargetAnswer {
  readonly target: Target;
  readonly series: readonly RangeSeries[];
}

const mostRows = 5000;

/** What the queries of a panel answered, as frames in Grafana's way, so that its transformations find their names. */
export function framesOf(
  answers: readonly TargetAnswer[],
  legend: (target: Target) => string | null,
): readonly Frame[] {
  const tables = answers.filter(({ target }) => target.format === "table").length;
  return answers.flatMap(({ target, series }): readonly Frame[] => {
    if (target.format === "table") return [tableFrame(target, series, tables > 1)];
    const all = series.map((one) => one.series);
    return series.map((one) => seriesFrame(target, one, seriesName(one.series, all, legend(target), target.expr)));
  });
}

function measured({ timesMs, values }: RangeSeries): { readonly times: number[]; readonly figures: number[] } {
  const times: number[] = [];
  const figures: number[] = [];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    times.push(timesMs[i] ?? 0);
    figures.push(value);
  }
  return { times, figures };
}

function seriesFrame({ refId }: Target, series: RangeSeries, name: string): Frame {
  const { times, figures } = measured(series);
  const { labels } = series.series;
  return {
    name,
    refId,
    fields: [
      { name: "Time", type: "time", refId, values: times, labels: {} },
      { name, type: "number", refId, values: figures, labels },
    ],
  };
}

/** One frame of all series: Time, a column for each label, Value. */
function tableFrame({ refId, expr }: Target, series: readonly RangeSeries[], several: boolean): Frame {
  const names = [...new Set(series.flatMap(({ series: id }) => Object.keys(id.labels)))].sort();
  const withName = series.some(({ series: id }) => id.name !== "");
  const times: number[] = [];
  const figures: number[] = [];
  const owners: SeriesId[] = [];
  for (const one of series) {
    const { times: own, figures: values } = measured(one);
    for (const [index, value] of values.entries()) {
      if (figures.length >= mostRows) break;
      times.push(own[index] ?? 0);
      figures.push(value);
      owners.push(one.series);
    }
  }
  const text = (name: string, of: (owner: SeriesId) => Cell): Field => ({
    name,
    type: "string",
    refId,
    values: owners.map(of),
    labels: {},
  });
  return {
    name: expr,
    refId,
    fields: [
      { name: "Time", type: "time", refId, values: times, labels: {} },
      ...(withName ? [text("__name__", ({ name }) => name)] : []),
      ...names.map((name) => text(name, ({ labels }) => (Object.hasOwn(labels, name) ? (labels[name] ?? null) : null))),
      { name: several ? `Value #${refId}` : "Value", type: "number", refId, values: figures, labels: {} },
    ],
  };
}
