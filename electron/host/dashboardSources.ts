import type { CancelSignal } from "../../shared/base/cancel.ts";
import type { VariableQuery } from "../../shared/domain/dashboards/model.ts";
import { fullSeriesName } from "../../shared/domain/dashboards/seriesName.ts";
import type { InstantAnswer, SeriesId } from "../../shared/domain/metrics/model.ts";

/** What a variable needs of a source of metrics. */
export interface VariableSource {
  queryInstant(
    query: { readonly expr: string; readonly timeMs: number },
    signal?: CancelSignal,
  ): Promise<InstantAnswer>;
  series(matchers: readonly string[], startMs: number, endMs: number): Promise<readonly SeriesId[]>;
}

const everything = '{__name__=~".+"}';
const mostLines = 20_000;

/** The lines that a variable's query answers, as Grafana would show them to the variable's pattern. */
export async function askVariable(
  source: VariableSource,
  query: VariableQuery,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  signal?: CancelSignal,
): Promise<readonly string[]> {
  const seriesOf = (selector: string) => source.series([selector], fromMs, toMs);
  switch (query.kind) {
    case "labelValues": {
      const all = await seriesOf(query.selector ?? `{${query.label}!=""}`);
      return unique(all.map((series) => labelOf(series, query.label)).filter((value) => value !== ""));
    }
    case "labelNames":
      return unique((await seriesOf(everything)).flatMap(({ labels }) => ["__name__", ...Object.keys(labels)]));
    case "metrics": {
      const selector = query.pattern === "" ? everything : `{__name__=~${JSON.stringify(`.*(?:${query.pattern}).*`)}}`;
      return unique((await seriesOf(selector)).map(({ name }) => name));
    }
    case "series":
      return (await seriesOf(query.selector)).slice(0, mostLines).map((series) => fullSeriesName(series) ?? "{}");
    case "queryResult":
      return resultLines(await source.queryInstant({ expr: query.expr, timeMs: toMs }, signal));
  }
}

function labelOf({ name, labels }: SeriesId, label: string): string {
  if (label === "__name__") return name;
  return Object.hasOwn(labels, label) ? (labels[label] ?? "") : "";
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort().slice(0, mostLines);
}

/** `name{label="value"} 1 1764000000000` for each series. */
function resultLines(answer: InstantAnswer): readonly string[] {
  switch (answer.kind) {
    case "vector":
      return answer.samples
        .slice(0, mostLines)
        .map(({ series, value }) => `${lineName(series)} ${value} ${answer.timeMs}`);
    case "scalar":
    case "string":
      return [String(answer.value)];
    case "matrix":
      return answer.series.slice(0, mostLines).map(({ series }) => lineName(series));
  }
}

/** Without blanks between labels, which patterns written for Grafana rely on. */
function lineName(series: SeriesId): string {
  const { name, labels } = series;
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${name}{${pairs.join(",")}}`;
}
