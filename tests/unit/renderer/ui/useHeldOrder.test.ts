import { expect, test } from "vitest";
import { inOrder } from "../../../../renderer/ui/useHeldOrder.ts";

test.each([
  ["c b a", "b c a", "c b a"],
  ["c b a", "a b", "b a"],
  ["b a", "x a b", "b a x"],
  ["", "b a", "b a"],
])("held as %j, sorted now as %j, rows stand as %j", (held, now, shown) => {
  const words = (text: string) => text.split(" ").filter((word) => word !== "");
  expect(inOrder(words(now), (row) => row, words(held))).toEqual(words(shown));
});
