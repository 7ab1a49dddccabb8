import { describe, expect, test } from "vitest";
import { sliceOf, sliceQueries } from "../../../../shared/domain/slo/sliceQueries.ts";
import type { Sli } from "../../../../shared/domain/slo/slo.ts";

const events = (errorQuery: string, totalQuery = "sum(rate(all_total[{{.window}}]))"): Sli => ({
  ...{ kind: "events", errorQuery, totalQuery },
  threshold: null,
});
const rate = sliceQueries(events('sum(rate(all_total{code="500"}[{{.window}}]))'));
const difference = sliceQueries(events("sum(rate(all_total[{{.window}}])) - sum(rate(good_total[{{.window}}]))"));
const counts = sliceQueries(events("sum(increase(bad_total[{{.window}}]))", "sum(increase(all_total[{{.window}}]))"));
const time = sliceQueries({ kind: "time", errorRatioQuery: "avg_over_time((up < bool 1)[{{.window}}:1m])" });

test("queries are over five minutes", () => {
  expect(rate).toMatchObject({ total: "sum(rate(all_total[5m]))", scale: 300 });
  expect(counts.scale).toBe(1);
  expect(time).toMatchObject({ error: "avg_over_time((up < bool 1)[5m:1m])", total: null, scale: 300 });
});

describe("a slice", () => {
  test.each([
    ["of rates", rate, 0.5, 10, { bad: 150, total: 3000 }],
    ["of counts", counts, 3, 10, { bad: 3, total: 10 }],
    ["of bad time", time, 0.25, null, { bad: 75, total: 300 }],
    ["without a series of errors", rate, null, 10, { bad: 0, total: 3000 }],
    ["without traffic", rate, null, 0, { bad: 0, total: 0 }],
    ["with a little more bad than all", rate, 10.2, 10, { bad: 3000, total: 3000 }],
    ["with a little less than none", difference, -0.001, 10, { bad: 0, total: 3000 }],
  ] as const)("%s", (_name, queries, error, total, expected) => {
    expect(sliceOf(queries, 0, error, total)).toEqual({ endMs: 0, ...expected });
  });

  test.each([
    ["where all of it is missing", rate, null, null],
    ["where errors are there and their whole is not", rate, 1, null],
    ["where a part of a difference is missing", difference, null, 10],
    ["where nothing says how the time was", time, null, null],
  ] as const)("is a gap %s", (_name, queries, error, total) => {
    expect(sliceOf(queries, 0, error, total)).toBeNull();
  });
});
