import { z } from "zod";
import { MidwatchError } from "../../../../shared/base/errors.ts";
import { evenTimes } from "../../../../shared/base/evenTimes.ts";
import { metricNameLabel } from "../../../../shared/domain/metrics/labels.ts";
import type { ColumnFrame, InstantAnswer, SeriesId } from "../../../../shared/domain/metrics/model.ts";
import type { PrometheusReply } from "./types.ts";

const point = z.tuple([z.number(), z.string()]);
const metric = z.record(z.string(), z.string()).default({});

const instantResult = z.discriminatedUnion("resultType", [
  z.object({
    resultType: z.literal("vector"),
    result: z.array(z.object({ metric, value: point.optional(), histogram: z.unknown().optional() })),
  }),
  z.object({ resultType: z.literal("scalar"), result: point }),
  z.object({ resultType: z.literal("string"), result: point }),
  z.object({
    resultType: z.literal("matrix"),
    result: z.array(z.object({ metric, values: z.array(point).default([]) })),
  }),
]);

/** The points are read by hand: there are too many of them for a schema. */
const rangeResult = z.object({
  resultType: z.literal("matrix"),
  result: z.array(z.object({ metric, values: z.array(z.unknown()).default([]), histograms: z.unknown().optional() })),
});

/** A matrix in columns over the steps asked for; native histograms are counted, since charts cannot show them. */
export function readRange(
  name: string,
  { data }: PrometheusReply,
  { startMs, endMs, stepMs }: { readonly startMs: number; readonly endMs: number; readonly stepMs: number },
): { readonly frame: ColumnFrame; readonly histogramSeries: number } {
  const found = rangeResult.safeParse(data);
  if (!found.success) throw notUnderstood(name);
  const count = Math.max(0, Math.floor((endMs - startMs) / stepMs) + 1);
  const timesMs = evenTimes(startMs, stepMs, count);
  const drawn = found.data.result.filter(({ values }) => values.length > 0);
  const values = drawn.map(({ values: points }) => {
    const column = new Float64Array(count).fill(Number.NaN);
    for (const one of points) {
      if (!Array.isArray(one) || typeof one[0] !== "number" || typeof one[1] !== "string") throw notUnderstood(name);
      const index = Math.round((one[0] * 1000 - startMs) / stepMs);
      if (index >= 0 && index < count) column[index] = numberOf(one[1]);
    }
    return column;
  });
  const histogramSeries = found.data.result.filter(({ histograms }) => histograms !== undefined).length;
  return { frame: { timesMs, series: drawn.map(({ metric: labels }) => seriesOf(labels)), values }, histogramSeries };
}

export function readInstant(name: string, { data, warnings, infos }: PrometheusReply, timeMs: number): InstantAnswer {
  const found = instantResult.safeParse(data);
  if (!found.success) throw notUnderstood(name);
  const said = { warnings, infos, timeMs };
  switch (found.data.resultType) {
    case "vector": {
      const samples = found.data.result.flatMap(({ metric: labels, value }) =>
        value ? [{ series: seriesOf(labels), value: numberOf(value[1]) }] : [],
      );
      return { ...said, kind: "vector", samples };
    }
    case "scalar":
      return { ...said, kind: "scalar", value: numberOf(found.data.result[1]) };
    case "string":
      return { ...said, kind: "string", value: found.data.result[1] };
    case "matrix":
      return {
        ...said,
        kind: "matrix",
        series: found.data.result.map(({ metric: labels, values }) => ({
          series: seriesOf(labels),
          timesMs: Float64Array.from(values, ([seconds]) => seconds * 1000),
          values: Float64Array.from(values, ([, text]) => numberOf(text)),
        })),
      };
  }
}

const textList = z.array(z.string());

/** Label names or values. */
export function readTexts(name: string, { data }: PrometheusReply): readonly string[] {
  // VictoriaMetrics sends null for an empty list.
  const found = textList.safeParse(data ?? []);
  if (!found.success) throw notUnderstood(name);
  return found.data;
}

const seriesList = z.array(z.record(z.string(), z.string()));

export function readSeries(name: string, { data }: PrometheusReply): readonly SeriesId[] {
  const found = seriesList.safeParse(data ?? []);
  if (!found.success) throw notUnderstood(name);
  return found.data.map(seriesOf);
}

function seriesOf({ [metricNameLabel]: name = "", ...labels }: Readonly<Record<string, string>>): SeriesId {
  return { name, labels };
}

/** Prometheus writes what JSON has no number for as text, and so it writes every number. */
function numberOf(text: string): number {
  if (text === "+Inf" || text === "Inf") return Number.POSITIVE_INFINITY;
  if (text === "-Inf") return Number.NEGATIVE_INFINITY;
  return text.trim() === "" ? Number.NaN : Number(text);
}

export function notUnderstood(name: string): MidwatchError {
  return new MidwatchError("REMOTE_FAILED", `${name} answered with something that is not a Prometheus result`);
}
