import { type MetricDescription, ownMetrics } from "../../../shared/domain/metrics/ownMetrics.ts";
import type { MetricsService } from "../metrics/types.ts";
import type { MetricSource } from "./types.ts";

type Asked = Pick<MetricsService, "queryRange" | "queryInstant" | "labelNames" | "labelValues" | "series">;

/** The samples read over SSH, answered by the engine of this console. `scraped` are the metrics that targets describe themselves. */
export function createLocalSource(metrics: Asked, scraped: () => ReadonlyMap<string, MetricDescription>): MetricSource {
  return {
    name: "local",
    kind: "local",
    queryRange: (query, signal) => metrics.queryRange(query, signal),
    queryInstant: (query, signal) => metrics.queryInstant(query, signal),
    labelNames: (matchers, startMs, endMs, signal) => metrics.labelNames(matchers, startMs, endMs, signal),
    labelValues: (label, matchers, startMs, endMs, signal) =>
      metrics.labelValues(label, matchers, startMs, endMs, signal),
    series: (matchers, startMs, endMs, signal) => metrics.series(matchers, startMs, endMs, signal),
    metadata: async () => new Map([...scraped(), ...ownMetrics]),
  };
}
