import { expect, it } from "vitest";
import { rowAfterKey } from "../../../../renderer/ui/useRovingRows.ts";

it.each([
  { key: "ArrowDown", from: 0, to: 1 },
  { key: "ArrowDown", from: 4, to: 4 },
  { key: "ArrowDown", from: -1, to: 0 },
  { key: "ArrowUp", from: 0, to: 0 },
  { key: "ArrowUp", from: -1, to: 0 },
  { key: "j", from: 1, to: 2 },
  { key: "k", from: 1, to: 0 },
  { key: "Home", from: 3, to: 0 },
  { key: "End", from: 0, to: 4 },
  { key: "x", from: 0, to: null },
])("$key leads from row $from of five to $to", ({ key, from, to }) => {
  expect(rowAfterKey(key, from, 5, true)).toBe(to);
});

it("leaves letters alone when single-letter keys are off, and arrows not", () => {
  expect(rowAfterKey("j", 1, 5, false)).toBeNull();
  expect(rowAfterKey("ArrowDown", 1, 5, false)).toBe(2);
});

it("leads nowhere in an empty list", () => {
  expect(rowAfterKey("End", -1, 0, true)).toBeNull();
});
