import type { CancelSignal } from "../../shared/base/cancel.ts";
import type { VariableQuery } from "../../shared/domain/dashboards/model.ts";
import { fullSeriesName } from "../../shared/domain/dashboards/seriesName.ts";
import type { InstantAnswer, SeriesId } from "../../shared/domain/metrics/model.ts";
import type { MetricSource } from "../services/sources/types.ts";

/** What a variable needs of a source of metrics. */
export type VariableSource = Pick<MetricSource, "queryInstant" | "labelNames" | "labelValues" | "series">;

const mostLines = 20_000;

/** The lines that a variable's query answers, as Grafana would show them to the variable's pattern. */
export async function askVariable(
  source: VariableSource,
  query: VariableQuery,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  signal?: CancelSignal,
): Promise<readonly string[]> {
  switch (query.kind) {
    case "labelValues": {
      const matchers = query.selector === null ? [] : [query.selector];
      return sorted(await source.labelValues(query.label, matchers, fromMs, toMs, signal));
    }
    case "labelNames":
      return sorted(await source.labelNames([], fromMs, toMs, signal));
    case "metrics": {
      const matchers = query.pattern === "" ? [] : [`{__name__=~${JSON.stringify(`.*(?:${query.pattern}).*`)}}`];
      return sorted(await source.labelValues("__name__", matchers, fromMs, toMs, signal));
    }
    case "series": {
      const found = await source.series([query.selector], fromMs, toMs, signal);
      return found.slice(0, mostLines).map((series) => fullSeriesName(series) ?? "{}");
    }
    case "queryResult":
      return resultLines(await source.queryInstant({ expr: query.expr, timeMs: toMs }, signal));
  }
}

function sorted(values: readonly string[]): readonly string[] {
  return [...values].sort().slice(0, mostLines);
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
