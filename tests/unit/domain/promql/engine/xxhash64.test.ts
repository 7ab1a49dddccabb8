import { expect, test } from "vitest";
import { xxhash64 } from "../../../../../shared/domain/promql/engine/xxhash64.ts";

// From the algorithm's own sanity checks and its specification.
test.each<[string, bigint]>([
  ["", 0xef46db3751d8e999n],
  ["a", 0xd24ec4f1a98c6e5bn],
  ["abc", 0x44bc2cf5ad770999n],
  ["Nobody inspects the spammish repetition", 0xfbcea83c8a378bf1n],
])("%j", (text, expected) => {
  expect(xxhash64(new TextEncoder().encode(text))).toBe(expected);
});
