import { describe, expect, test } from "vitest";
import { lookbackMs } from "../../../../../shared/domain/promql/engine/context.ts";
import { instantLines, rangeLines, samplesOf } from "../../../../builders/promql.ts";
import { seededRandom } from "../../../../doubles/seededRandom.ts";

type Case = [what: string, samples: string, range: [number, number, number], expected: string[]];

describe("an instant selector at steps", () => {
  // Samples are one second apart.
  test.each<Case>([
    ["nothing", "_", [0, 2, 1], []],
    ["a sample counts at its own time", "_ 7", [0, 2, 1], ["x _ 7 7"]],
    ["the newest one wins", "_ 7 8", [2, 12, 10], ["x 8 8"]],
    ["the window is open on the left: gone at exactly 5 minutes", "7", [299, 301, 1], ["x 7 _ _"]],
    ["a staleness mark ends it at once", "7 _x9 stale", [9, 11, 1], ["x 7 _ _"]],
    ["it does not look past the mark", "7 _x9 stale _x9 9", [10, 25, 5], ["x _ _ 9 9"]],
    ["several steps between samples", "1 _x99 2", [0, 125, 25], ["x 1 1 1 1 2 2"]],
    ["a measured NaN hides what was before", "7 _x9 NaN", [9, 11, 1], ["x 7 NaN NaN"]],
    ["samples after the last step", "7 _x99 8", [0, 10, 10], ["x 7 7"]],
  ])("%s", (_what, samples, range, expected) => {
    expect(rangeLines(samplesOf({ x: samples }, 1), "x", range)).toEqual(expected);
  });

  test("agrees with the definition on random rows", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seededRandom(seed);
      const items = Array.from({ length: 2000 }, () => {
        const kind = random();
        return kind < 0.97 ? "_" : kind < 0.975 ? "stale" : String(Math.floor(random() * 1000));
      });
      const start = Math.floor(random() * 2000);
      const step = Math.ceil(random() * 120);
      const expected = Array.from({ length: 50 }, (_, i) => {
        const at = start + i * step;
        const newest = items.findLastIndex((item, time) => time <= at && item !== "_");
        const isInWindow = newest > at - lookbackMs / 1000;
        return newest >= 0 && isInWindow && items[newest] !== "stale" ? items[newest] : "_";
      });
      const lines = rangeLines(samplesOf({ x: items.join(" ") }, 1), "x", [start, start + 49 * step, step]);
      expect(lines[0] ?? "", `seed ${seed}`).toBe(
        expected.every((item) => item === "_") ? "" : `x ${expected.join(" ")}`,
      );
    }
  });
});

describe("time shifts", () => {
  const samples = samplesOf({ x: "0+1x100" }, 10);
  test.each<[string, number, string[]]>([
    ["x offset 1m", 600, ["x 54"]],
    ["x offset -1m", 600, ["x 66"]],
    ["x @ 100", 600, ["x 10"]],
    ["x @ 100 offset 50", 600, ["x 5"]],
    ["x offset 50 @ 100", 600, ["x 5"]],
    ["x @ start() + x @ end()", 600, ["{} 120"]],
    ["x[35s]", 100, ["x 7@70 8@80 9@90 10@100"]],
    ["x[30s]", 100, ["x 8@80 9@90 10@100"]],
    ["x[30s] offset 1m", 100, ["x 2@20 3@30 4@40"]],
    ["x[30s:15s]", 100, ["x 7@75 9@90"]],
    ["x[1m:]", 150, ["x 12@120"]],
    ["sum_over_time(x[30s:10s] @ 100)", 0, ["{} 27"]],
    ["sum_over_time((x @ start())[30s:10s])", 600, ["{} 180"]],
    ["sum_over_time(sum_over_time(x[20s])[30s:10s])", 100, ["{} 51"]],
    ["time() - timestamp(x offset 15s)", 600, ["{} 20"]],
  ])("%s at %d s", (query, at, expected) => {
    expect(instantLines(samples, query, at)).toEqual(expected);
  });

  test("over a range, @ holds still and the query's bounds are its own, inside subqueries too", () => {
    expect(rangeLines(samples, "x @ end() - x", [0, 20, 10])).toEqual(["{} 2 1 0"]);
    expect(rangeLines(samples, "max_over_time(vector(start())[1m:10s])", [100, 120, 10])).toEqual(["{} 100 100 100"]);
    expect(rangeLines(samples, "count_over_time(x[25s:10s])", [100, 105, 5])).toEqual(["{} 3 2"]);
    expect(rangeLines(samples, "quantile_over_time(scalar(x) / 10, x[1m] @ 50)", [0, 10, 5])).toEqual(["{} 0 0 0.5"]);
  });
});

test("matchers: what a label lacks is empty, and nothing blocks", () => {
  const samples = samplesOf({ 'x{a="1"}': "1", 'x{a="2",b="y"}': "2", y: "3" });
  const series = (query: string) => instantLines(samples, query, 0).map((line) => line.replace(/ \S+$/, ""));
  expect(series('x{b=""}')).toEqual(['x{a="1"}']);
  expect(series('x{b!=""}')).toEqual(['x{a="2", b="y"}']);
  expect(series('x{a=~"1|3"}')).toEqual(['x{a="1"}']);
  expect(series('{__name__=~"x|y",a=""}')).toEqual(["y"]);
  expect(series('x{a=~"(?i)2.*"}')).toEqual(['x{a="2", b="y"}']);
});
