import { expect, test } from "vitest";
import { shareLayers, stackColumns } from "../../../../renderer/charts/drawBars.ts";

test("columns stand on each other; what is below zero hangs down, and a gap takes no room", () => {
  const layers = stackColumns([
    Float64Array.of(1, Number.NaN, -1),
    Float64Array.of(2, 3, -2),
    Float64Array.of(4, 4, 4),
  ]);
  expect(layers.map(({ bases }) => [...bases])).toEqual([
    [0, 0, 0],
    [1, 0, -1],
    [3, 3, 0],
  ]);
  expect(layers.map(({ tops }) => [...tops])).toEqual([
    [1, Number.NaN, -1],
    [3, 3, -3],
    [7, 7, 4],
  ]);
});

test("nothing to stack", () => {
  expect(stackColumns([])).toEqual([]);
});

test("what stands apart is a line of its own, and nothing stands on it", () => {
  const [first, apart, second] = stackColumns(
    [Float64Array.of(1, 2), Float64Array.of(10, 20), Float64Array.of(3, 4)],
    [false, true, false],
  );
  expect(first?.tops).toEqual(Float64Array.of(1, 2));
  expect(apart).toEqual({ bases: Float64Array.of(10, 20), tops: Float64Array.of(10, 20) });
  expect(second?.tops).toEqual(Float64Array.of(4, 6));
});

test("shares fill the whole at each step; a step without anything has none", () => {
  const layers = stackColumns([Float64Array.of(1, 0, 3), Float64Array.of(3, 0, Number.NaN)]);
  expect(shareLayers(layers)).toEqual([
    { bases: Float64Array.of(0, 0, 0), tops: Float64Array.of(0.25, 0, 1) },
    { bases: Float64Array.of(0.25, 0, 1), tops: Float64Array.of(1, 0, Number.NaN) },
  ]);
});
