import { expect, test } from "vitest";
import { limitQueries } from "../../../../../renderer/features/explore/limits.ts";

const asked = (...exprs: readonly string[]) =>
  limitQueries(exprs.map((expr, index) => ({ id: "ABCD"[index] ?? "", expr, hidden: false })));

test.each([
  [["up", "vector(4)"], ["B"]],
  [
    ["0.95", "up", " 2 * 3 "],
    ["A", "C"],
  ],
  [["up", "count(up)"], []],
  [["up", "e"], []],
  [["vector(4)"], []],
  [["vector(4)", ""], []],
])("of %j the limits are %j", (exprs, ids) => {
  expect([...asked(...exprs)]).toEqual(ids);
});

test("a constant alone, or beside what is hidden, is a line like any other", () => {
  expect([
    ...limitQueries([
      { id: "A", expr: "up", hidden: true },
      { id: "B", expr: "4", hidden: false },
    ]),
  ]).toEqual([]);
});
