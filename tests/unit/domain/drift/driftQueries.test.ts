import { expect, test } from "vitest";
import { driftQueries, metricOf } from "../../../../shared/domain/drift/driftQueries.ts";
import { parseQuery } from "../../../../shared/domain/promql/parseQuery.ts";

const scope = { matchers: 'job="vllm"', windowMs: 3_600_000, beforeMs: 0, versionLabel: null };
const name = "Prompt length";

test("a histogram is asked by its buckets, and by release where there is a label", () => {
  const { buckets } = driftQueries(
    { name, kind: "histogram", metric: 'prompt_tokens{kind="chat"}' },
    { ...scope, beforeMs: 86_400_000, versionLabel: "version" },
  );
  expect(buckets).toBe('sum by (le, version) (increase(prompt_tokens_bucket{kind="chat", job="vllm"}[1h] offset 1d))');
});

test("a gauge is averaged, a counter divided by another", () => {
  expect(driftQueries({ name, kind: "mean", metric: "features_mean" }, scope)).toEqual({
    buckets: null,
    value: 'avg(avg_over_time(features_mean{job="vllm"}[1h]))',
    samples: 'sum(count_over_time(features_mean{job="vllm"}[1h]))',
  });
  expect(driftQueries({ name, kind: "missing", metric: "missing_total", of: "rows_total" }, scope)).toEqual({
    buckets: null,
    value: 'sum(increase(missing_total{job="vllm"}[1h])) / sum(increase(rows_total{job="vllm"}[1h]))',
    samples: 'sum(increase(rows_total{job="vllm"}[1h]))',
  });
});

test("every query is one that is answered here", () => {
  for (const feature of [
    { name, kind: "histogram", metric: '{"a.b", le!="1"}' },
    { name, kind: "mean", metric: "a:b", of: "c" },
    { name, kind: "count", metric: "d" },
  ] as const) {
    const { buckets, value, samples } = driftQueries(feature, { ...scope, beforeMs: 90_000, versionLabel: "v" });
    for (const query of [buckets ?? "up", value, samples]) expect(() => parseQuery(query)).not.toThrow();
  }
});

test("the metric of a selector", () => {
  expect(metricOf("up")).toBe("up");
  expect(metricOf('{job="a"}')).toBeNull();
  expect(metricOf('{__name__=~"a|b"}')).toBeNull();
});
