import { useEffect, useMemo, useState } from "react";
import type { Unit } from "../../../shared/domain/format/units.ts";
import { declaredUnit } from "../../../shared/domain/metrics/declaredUnit.ts";
import { describedMetric, type MetricDescription, type MetricKnowledge } from "../../editor/MetricKnowledge.ts";
import { type Call, useClient } from "../../state/client.ts";
import { hostNowMs } from "../../state/now.ts";
import { remembered } from "./remembered.ts";

/** Metrics and labels of that time are offered. */
const windowMs = 3_600_000;

export interface Knowledge {
  readonly metrics: MetricKnowledge;
  /** The unit that a metric's target declares, where it does. */
  readonly unitOf: (metric: string) => Unit | null;
}

/** What a source knows of its metrics, asked for when it is needed and kept a minute. */
export function useKnowledge(source: string): Knowledge {
  const { call } = useClient();
  const metrics = useMemo(() => knowledgeOf(call, source), [call, source]);
  const [described, setDescribed] = useState<ReadonlyMap<string, MetricDescription>>(new Map());
  useEffect(() => {
    let current = true;
    void metrics.metadata().then((metadata) => {
      if (current) setDescribed(metadata);
    });
    return () => {
      current = false;
    };
  }, [metrics]);
  return useMemo(
    () => ({ metrics, unitOf: (metric) => declaredUnit(describedMetric(described, metric)?.unit ?? "") }),
    [metrics, described],
  );
}

/** Completion is a convenience: what a source does not answer is not offered, and why is said where the query runs. */
function knowledgeOf(call: Call, source: string): MetricKnowledge {
  const window = () => ({ source, startMs: hostNowMs() - windowMs, endMs: hostNowMs() });
  const matchers = (metric?: string) => (metric ? [`{__name__=${JSON.stringify(metric)}}`] : []);
  const labelValues = remembered(async (label: string, metric?: string) =>
    call("sources.labelValues", { ...window(), label, matchers: matchers(metric) }).then(
      ({ values }) => values,
      () => [],
    ),
  );
  return {
    metricNames: () => labelValues("__name__"),
    labelValues,
    labelNames: remembered(async (metric?: string) =>
      call("sources.labelNames", { ...window(), matchers: matchers(metric) }).then(
        ({ names }) => names,
        () => [],
      ),
    ),
    series: remembered(async (metric: string) =>
      call("sources.series", { ...window(), matchers: matchers(metric) }).then(
        ({ series }) => series.map(({ labels }) => labels),
        () => [],
      ),
    ),
    metadata: remembered(async () =>
      call("sources.metadata", { source }).then(
        ({ metrics }) => new Map(metrics.map(({ name, ...rest }) => [name, rest])),
        () => new Map(),
      ),
    ),
  };
}
