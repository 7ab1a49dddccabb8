import { expect, test } from "vitest";
import { QueryCache } from "../../../../shared/domain/promql/queryCache.ts";

test("the queries asked for last are read once, the others again", () => {
  const cache = new QueryCache(2);
  const [up, down] = [cache.parse("up"), cache.parse("down")];
  expect(cache.parse("up")).toBe(up);
  cache.parse("other");
  expect(cache.parse("up")).toBe(up);
  expect(cache.parse("down")).not.toBe(down);
  expect(cache.parse("down")).toEqual(expect.objectContaining({ kind: "selector" }));
});

test("what is no query is refused each time", () => {
  const cache = new QueryCache(2);
  for (let i = 0; i < 2; i++) expect(() => cache.parse("up{")).toThrow(expect.objectContaining({ code: "BAD_QUERY" }));
});
