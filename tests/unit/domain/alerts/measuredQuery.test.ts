import { expect, test } from "vitest";
import { measuredAt } from "../../../../shared/domain/alerts/measured.ts";
import { measuredQuery } from "../../../../shared/domain/alerts/measuredQuery.ts";
import { MemorySamples } from "../../../../shared/domain/alerts/ruleTests/memorySamples.ts";
import { queryInstant } from "../../../../shared/domain/promql/engine/engine.ts";
import { LabelSet } from "../../../../shared/domain/promql/engine/labelSet.ts";

test.each([
  ["temp > 85", "temp"],
  ["(temp) >= 85", "temp"],
  ["85 < temp", "temp"],
  ["-5 > temp", "temp"],
  ["temp > 85 and on (instance) up == 1", "temp"],
  ["temp > 85 unless silent", "temp"],
  ["rate(errors[5m]) / rate(requests[5m]) > 0.02", "rate(errors[5m]) / rate(requests[5m])"],
  ["absent(up)", "absent(up)"],
  ["not ( promql", "not ( promql"],
])("of %s %s is measured", (query, measured) => {
  expect(measuredQuery(query)).toBe(measured);
});

test("only the series of one instance are left, below the limit too", () => {
  const samples = new MemorySamples();
  for (const [instance, value] of [
    ["a", 90],
    ["b", 95],
    ['q"uote', 20],
  ] as const) {
    samples.append(LabelSet.of({ __name__: "temp", instance, gpu: "0" }), 1000, value);
  }
  const ask = (instance: string) => {
    const result = queryInstant(measuredAt(measuredQuery("temp > 92"), instance), 1000, {
      source: samples,
      checkpoint() {},
    });
    return result.kind === "vector" ? result.samples.map(({ value }) => value) : null;
  };
  expect(ask("a")).toEqual([90]);
  expect(ask('q"uote')).toEqual([20]);
  expect(ask("c")).toEqual([]);
});
