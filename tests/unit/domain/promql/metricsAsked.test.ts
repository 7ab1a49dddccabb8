import { expect, test } from "vitest";
import { metricsAsked, replaceMetric } from "../../../../shared/domain/promql/metricsAsked.ts";

test("metrics are those of whole names, each once", () => {
  expect(metricsAsked('sum by (a) (rate(b{a="c"}[5m])) / b + {__name__="d:e"} + max_over_time(f[1h:5m])')).toEqual([
    "b",
    "d:e",
    "f",
  ]);
  expect(metricsAsked('{__name__=~"a.*"} + vector(1)')).toEqual([]);
  expect(metricsAsked("sum(rate(")).toEqual([]);
});

test("another metric takes a metric's place, not that of labels or texts", () => {
  expect(replaceMetric('sum by (a) (rate(a{b="a"}[5m])) / -a', "a", "c:d")).toBe(
    'sum by (a) (rate(c:d{b="a"}[5m])) / -c:d',
  );
  expect(replaceMetric('up{a="x"}', "a", "b")).toBe('up{a="x"}');
  expect(replaceMetric("sum(a", "a", "b")).toBe("sum(a");
});
