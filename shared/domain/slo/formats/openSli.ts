import { parseQuery } from "../../promql/parseQuery.ts";
import { thresholdOf } from "../sliQuery.ts";
import type { Sli } from "../slo.ts";
import { hasWindow } from "../windowTemplate.ts";

interface OpenMetric {
  readonly metricSource: { readonly type?: string | undefined; readonly spec: { readonly query?: string | undefined } };
}

export interface OpenSloIndicator {
  readonly ratioMetric?:
    | {
        readonly counter?: string | undefined;
        readonly good?: OpenMetric | undefined;
        readonly bad?: OpenMetric | undefined;
        readonly total?: OpenMetric | undefined;
        readonly raw?: OpenMetric | undefined;
        readonly rawType?: "success" | "failure" | undefined;
      }
    | undefined;
  readonly thresholdMetric?: OpenMetric | undefined;
}

export interface OpenSloObjective {
  readonly op?: "lt" | "lte" | "gt" | "gte" | undefined;
  readonly value?: string | undefined;
  readonly target?: number | undefined;
  readonly targetPercent?: string | undefined;
  readonly timeSliceTarget?: number | undefined;
  readonly timeSliceWindow?: string | undefined;
}

/** What holds when the objective does not. */
const broken = { lt: ">=", lte: ">", gt: "<=", gte: "<" } as const;

/** What an indicator counts under an objective, or why it cannot be counted here. */
export function openSliOf(
  { ratioMetric: ratio, thresholdMetric: threshold }: OpenSloIndicator,
  objective: OpenSloObjective,
  method: "Occurrences" | "Timeslices" | "RatioTimeslices",
): Sli | string {
  if (threshold) {
    const query = queryOf(threshold);
    if (query === null) return notPrometheus;
    const { op, value = "" } = objective;
    if (!op || value === "" || !Number.isFinite(Number(value))) return "A threshold needs op and value";
    return { kind: "time", errorRatioQuery: overTime(`(${query}) ${broken[op]} bool ${Number(value)}`, "1m") };
  }
  if (!ratio) return "The indicator has neither ratioMetric nor thresholdMetric";
  if (ratio.raw) {
    const query = queryOf(ratio.raw);
    if (query === null) return notPrometheus;
    return { kind: "time", errorRatioQuery: overTime(ratio.rawType === "failure" ? query : `1 - (${query})`, "1m") };
  }
  const part = ratio.bad ?? ratio.good;
  if (!part || !ratio.total) return "A ratio needs total and one of good and bad";
  const [partQuery, totalQuery] = [queryOf(part), queryOf(ratio.total)];
  if (partQuery === null || totalQuery === null) return notPrometheus;
  const isCounter = ratio.counter === "true";
  const total = rated(totalQuery, isCounter);
  const error = ratio.bad ? rated(partQuery, isCounter) : `${total} - ${rated(partQuery, isCounter)}`;
  if (method === "Occurrences") {
    return { kind: "events", errorQuery: error, totalQuery: total, threshold: thresholdOf(error) };
  }
  const slice = objective.timeSliceWindow ?? "1m";
  const sliceRatio = `((${error}) / (${total}))`.replaceAll("{{.window}}", slice);
  if (method === "RatioTimeslices") return { kind: "time", errorRatioQuery: overTime(sliceRatio, slice) };
  if (objective.timeSliceTarget === undefined) return "Timeslices need timeSliceTarget";
  const mostBad = Number((1 - objective.timeSliceTarget).toFixed(12));
  return { kind: "time", errorRatioQuery: overTime(`${sliceRatio} > bool ${mostBad}`, slice) };
}

const notPrometheus = "The indicator is not PromQL: give metricSource.type Prometheus and spec.query";

function queryOf({ metricSource: { type, spec } }: OpenMetric): string | null {
  return /^prometheus$/i.test(type ?? "") && spec.query ? spec.query : null;
}

/** The mean of a query over the range, as far as it has an answer. */
function overTime(query: string, step: string): string {
  return `avg_over_time((${query})[{{.window}}:${step}])`;
}

/** A query as a rate over the range: as it is where it says so itself, of each series where it is a counter. */
function rated(query: string, isCounter: boolean): string {
  if (hasWindow(query)) return `(${query})`;
  return isCounter && isSelector(query) ? `sum(rate(${query}[{{.window}}]))` : `sum(${overTime(query, "1m")})`;
}

function isSelector(query: string): boolean {
  try {
    return parseQuery(query).kind === "selector";
  } catch {
    return false;
  }
}
