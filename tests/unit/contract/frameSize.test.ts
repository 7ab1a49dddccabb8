import { describe, expect, it } from "vitest";
import { fitsWithin } from "../../../shared/contract/frameSize.ts";

const cycle: Record<string, unknown> = {};
cycle.self = cycle;

const cases: readonly (readonly [string, unknown, number, boolean])[] = [
  ["a number", 1, 8, true],
  ["a number over", 1, 7, false],
  ["text at two bytes a unit", "abcd", 16, true],
  ["text over", "abcd", 15, false],
  ["keys count", { abcd: 1 }, 24, true],
  ["keys over", { abcd: 1 }, 23, false],
  ["an array's items", [1, 2, 3], 32, true],
  ["an array over", [1, 2, 3], 31, false],
  ["a view is its whole buffer", new Uint8Array(new ArrayBuffer(100), 0, 1), 107, false],
  ["a view that fits", new Uint8Array(4), 12, true],
  ["a sparse array's length", new Array(2 ** 32 - 1), 1e6, false],
  ["a cycle", cycle, 1e6, false],
  ["a map", new Map(), 1e6, false],
  ["a bare buffer", new ArrayBuffer(1), 1e6, false],
  ["a bigint", { n: 1n }, 1e6, false],
  ["a function", { f: () => 1 }, 1e6, false],
  ["an object without prototype", Object.create(null), 8, true],
];

describe("fitsWithin", () => {
  it.each(cases)("%s", (_what, value, limitBytes, fits) => {
    expect(fitsWithin(value, limitBytes)).toBe(fits);
  });

  it("does not walk deep structures on the stack", () => {
    let deep: unknown = [];
    for (let n = 0; n < 100_000; n += 1) deep = [deep];
    expect(fitsWithin(deep, 10_000_000)).toBe(true);
  });
});
