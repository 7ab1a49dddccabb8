/** What a target says of a metric. `type` is Prometheus' word for it. */
export interface MetricDescription {
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

/** What a source knows of its metrics, for completion; a source that cannot say answers with nothing. */
export interface MetricKnowledge {
  metricNames(): Promise<readonly string[]>;
  labelNames(metric?: string): Promise<readonly string[]>;
  labelValues(label: string, metric?: string): Promise<readonly string[]>;
  /** Label sets of a metric's series, `__name__` included. */
  series(metric: string): Promise<readonly Readonly<Record<string, string>>[]>;
  /** By the name of the family: a histogram's `_bucket`, `_sum` and `_count` are found under the name they share. */
  metadata(): Promise<ReadonlyMap<string, MetricDescription>>;
}

const suffixes = /_(bucket|sum|count|total|created|info)$/;

export function describedMetric(
  metadata: ReadonlyMap<string, MetricDescription>,
  name: string,
): MetricDescription | undefined {
  return metadata.get(name) ?? metadata.get(name.replace(suffixes, ""));
}
