import { expect, test } from "vitest";
import { MidwatchError } from "../../../../../shared/base/errors.ts";
import { queryInstant, queryRange } from "../../../../../shared/domain/promql/engine/engine.ts";
import { optionsOf, samplesOf } from "../../../../builders/promql.ts";

const samples = samplesOf(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`x{i="${i}"}`, "0+1x100"])));
const range = { startMs: 0, endMs: 6_000_000, stepMs: 60_000 };

test.each<[string, { startMs: number; endMs: number; stepMs: number }, string, RegExp]>([
  ["steps", { startMs: 0, endMs: 11_000, stepMs: 1 }, "LIMIT", /11001 steps, at most 11000/],
  ["no step", { startMs: 0, endMs: 1, stepMs: 0 }, "BAD_REQUEST", /positive step/],
  ["an end before the start", { startMs: 1, endMs: 0, stepMs: 1 }, "BAD_REQUEST", /not before its start/],
])("%s", (_what, steps, code, message) => {
  const run = () => queryRange("x", steps, optionsOf(samples));
  expect(run).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
});

test.each<[string, string]>([
  ["x[5m]", "a range vector"],
  ['"x"', "a string"],
])("%s cannot be drawn over a range", (query, what) => {
  expect(() => queryRange(query, range, optionsOf(samples))).toThrow(
    expect.objectContaining({
      code: "BAD_QUERY",
      message: `A range query needs an instant vector or a scalar, this is ${what}`,
    }),
  );
});

test("the samples that a query touches are bounded, in subqueries too", () => {
  const limits = { maxSamples: 20_000, maxCells: 1e9 };
  expect(queryRange("x", range, optionsOf(samples, { limits })).columns).toHaveLength(50);
  for (const query of ["x + x", "sum_over_time(x[1h:1s])"]) {
    const run = () => queryRange(query, range, optionsOf(samples, { limits }));
    expect(run, query).toThrow(expect.objectContaining({ code: "LIMIT" }));
  }
});

test("so is the size of any vector on the way, whatever is left of it in the end", () => {
  const limits = { maxSamples: 1e9, maxCells: 4_000 };
  expect(() => queryRange("sum(x)", range, optionsOf(samples, { limits }))).toThrow(
    expect.objectContaining({ code: "LIMIT", message: expect.stringMatching(/40 series x 101 steps, at most 4000/) }),
  );
  for (const query of ["rate(x[5m])", "sum(rate(x[5m]))"]) {
    expect(() => queryRange(query, range, optionsOf(samples, { limits })), query).toThrow(/40 series x 101 steps/);
  }
  expect(() => queryInstant("count_over_time(nothing[10y:1ms])", 0, optionsOf(samples))).toThrow(/at most 20000000/);
  expect(queryInstant("sum(x)", 60_000, optionsOf(samples, { limits }))).toMatchObject({ kind: "vector" });
});

test("a query is ended between series, not at each of them", () => {
  let asked = 0;
  const checkpoint = () => {
    asked += 1;
    if (asked === 3) throw new MidwatchError("CANCELLED", "Cancelled");
  };
  expect(() => queryRange("sum(rate(x[5m]))", range, optionsOf(samples, { checkpoint }))).toThrow(
    expect.objectContaining({ code: "CANCELLED" }),
  );
  expect(asked).toBe(3);
});
