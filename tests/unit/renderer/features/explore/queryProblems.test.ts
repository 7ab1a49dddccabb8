import { expect, test } from "vitest";
import { queryProblems } from "../../../../../renderer/features/explore/queryProblems.ts";

const failed = (code: string, position: { start: number; end: number } | null = null) =>
  ({ kind: "error", source: "eu", code, message: "eu says no", position, buffer: null }) as const;

test.each([
  ["at its place", failed("BAD_QUERY", { start: 2, end: 3 }), [{ from: 2, to: 3 }]],
  ["as a whole", failed("LIMIT"), [{ from: 0, to: 4 }]],
  ["not at all while its source is silent", failed("UNAVAILABLE"), []],
  ["not at all where it was not let in", failed("FORBIDDEN"), []],
])("a query is marked %s", (_, failure, expected) => {
  const marks = queryProblems("up+1", failure, false).map(({ from, to }) => ({ from, to }));
  expect(marks).toEqual(expected);
});

test("what is wrong with a query's words is told of a source that is silent too", () => {
  expect(queryProblems("sum(", failed("UNAVAILABLE"), false)).toHaveLength(1);
});
