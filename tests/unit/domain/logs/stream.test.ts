import { describe, expect, test } from "vitest";
import { lineMatcher } from "../../../../shared/domain/logs/filter/matchLine.ts";
import { parseFilter } from "../../../../shared/domain/logs/filter/parseFilter.ts";
import { HeldChunk } from "../../../../shared/domain/logs/heldChunk.ts";
import { HeldLines } from "../../../../shared/domain/logs/heldLines.ts";
import { LiveMerge } from "../../../../shared/domain/logs/liveMerge.ts";
import { inTimeOrder, mergeByTime } from "../../../../shared/domain/logs/mergeLines.ts";
import { cutPage, limitPage } from "../../../../shared/domain/logs/page.ts";
import { groupPatterns, patternOf } from "../../../../shared/domain/logs/patterns.ts";
import { addVolumes, countVolume, volumeStepMs } from "../../../../shared/domain/logs/volume.ts";
import { logLine } from "../../../builders/logLines.ts";
import { seededRandom } from "../../../doubles/seededRandom.ts";

const times = (lines: readonly { readonly timeMs: number }[]) => lines.map(({ timeMs }) => timeMs);
const at = (...timesMs: readonly number[]) => timesMs.map((timeMs) => ({ timeMs }));

describe("merging", () => {
  test("many ordered lists, equal times in the order of the lists", () => {
    const random = seededRandom(7);
    const lists = Array.from({ length: 7 }, (_, list) => {
      let timeMs = 0;
      return Array.from({ length: 50 }, () => {
        timeMs += Math.floor(random() * 3);
        return { timeMs, list };
      });
    });
    const expected = lists.flat().sort((a, b) => a.timeMs - b.timeMs || a.list - b.list);
    expect(mergeByTime(lists)).toEqual(expected);
  });

  test("a list in order is not copied", () => {
    const ordered = at(1, 2, 2, 3);
    expect(inTimeOrder(ordered)).toBe(ordered);
    expect(times(inTimeOrder(at(3, 1, 2)))).toEqual([1, 2, 3]);
  });

  test("live lines wait for older ones of slower sources, and no longer", () => {
    const merge = new LiveMerge<{ readonly timeMs: number }>(400);
    merge.add(at(1000, 1200), 1300);
    expect(merge.take(1600)).toEqual([]);
    merge.add(at(1100, 1700), 1650);
    expect(times(merge.take(1700))).toEqual([1000, 1100, 1200]);
    expect(merge.size).toBe(1);
    expect(times(merge.take(2050))).toEqual([1700]);
    expect(merge.size).toBe(0);
  });
});

describe("patterns", () => {
  test.each([
    [
      "Sequence group 46120 preempted by RECOMPUTE, total_preemptions=1184",
      "Sequence group <*> preempted by RECOMPUTE, total_preemptions=<*>",
    ],
    ["upstream 10.0.0.7:8000 trace=41be09d3c5 took 0.25 s", "upstream <*> trace=<*> took <*> s"],
    ['user "a b" from id 3f2504e0-4f89-41d3-9a0c-0305e82c3301', "user <*> from id <*>"],
    ["first line 1\nsecond line 2", "first line <*>"],
  ])("%j", (message, pattern) => {
    expect(patternOf(message)).toBe(pattern);
  });

  test("are counted with their most severe level and span", () => {
    const lines = [
      logLine({ timeMs: 2, text: "took 5 ms", level: "info" }),
      logLine({ timeMs: 9, text: "took 7 ms", level: "warn" }),
      logLine({ timeMs: 1, text: "other" }),
    ];
    expect(groupPatterns(lines)).toEqual([
      { pattern: "took <*> ms", count: 2, level: "warn", firstMs: 2, lastMs: 9, example: "took 5 ms" },
      { pattern: "other", count: 1, level: "info", firstMs: 1, lastMs: 1, example: "other" },
    ]);
  });
});

describe("pages", () => {
  test("a moment that was cut is left out, so that nothing is missing after it", () => {
    const page = cutPage(
      [5.2, 5.9, 6, 7].map((timeMs) => logLine({ timeMs })),
      0,
    );
    expect([times(page.lines), page.completeFromMs]).toEqual([[6, 7], 6]);
  });

  test("lines of one moment only are kept", () => {
    const page = cutPage(
      [5, 5, 5].map((timeMs) => logLine({ timeMs })),
      0,
    );
    expect([page.lines.length, page.completeFromMs]).toEqual([3, 5]);
  });

  test("a page within its limit stays", () => {
    const page = { lines: [logLine()], completeFromMs: 3 };
    expect(limitPage(page, 1)).toBe(page);
  });
});

describe("volume", () => {
  test.each([
    [60_000, 1000],
    [15 * 60_000, 10_000],
    [3_600_000, 30_000],
    [86_400_000, 900_000],
    [7 * 86_400_000, 7_200_000],
  ])("a window of %d ms is counted in steps of %d ms", (windowMs, stepMs) => {
    expect(volumeStepMs(windowMs)).toBe(stepMs);
  });

  test("is counted by level in whole steps, and added", () => {
    const window = { startMs: 1500, endMs: 4000, stepMs: 1000 };
    const volume = countVolume(
      [1600, 1999, 2000, 3999, 4000, 900].map((timeMs, i) => logLine({ timeMs, level: i === 0 ? "error" : "info" })),
      window,
    );
    expect(volume).toEqual({
      startMs: 1000,
      stepMs: 1000,
      levels: [
        { level: "error", counts: [1, 0, 0] },
        { level: "info", counts: [1, 1, 1] },
      ],
    });
    expect(addVolumes([volume, volume])?.levels[0]?.counts).toEqual([2, 0, 0]);
  });
});

describe("held lines", () => {
  const fill = (count: number, limits?: { readonly lines: number; readonly chars: number }) => {
    const held = new HeldLines(limits);
    const random = seededRandom(3);
    const lines = Array.from({ length: count }, (_, i) =>
      logLine({
        timeMs: i,
        level: random() < 0.1 ? "error" : "info",
        text: `line ${i} ${random() < 0.05 ? "KV Cache full" : "fine"}`,
        host: i % 2 === 0 ? "a" : "b",
        ...(i % 3 === 0 ? { fields: { status: String(200 + (i % 5)) }, message: `m${i}` } : {}),
      }),
    );
    held.append(lines);
    return { held, lines };
  };

  test("come back as they were", () => {
    const { held, lines } = fill(HeldChunk.size * 2 + 17);
    for (const i of [0, 1, HeldChunk.size - 1, HeldChunk.size, HeldChunk.size * 2 + 16])
      expect(held.get(i)).toEqual(lines[i]);
    expect(held.get(lines.length)).toBeNull();
  });

  test.each(['"kv cache"', "-cache", "level:error cache", "status=203", "/line 1\\d+ KV/ host=b", "line 99"])(
    "the filter %j finds what it finds line by line",
    (text) => {
      const { held, lines } = fill(HeldChunk.size + 300);
      const { terms } = parseFilter(text);
      const matches = lineMatcher(terms);
      const expected = lines.flatMap((line, i) => (matches(line) ? [i] : []));
      expect(expected.length).toBeGreaterThan(0);
      expect(held.search(terms)).toEqual(expected);
      expect(held.search(terms, 1000)).toEqual(expected.filter((i) => i >= 1000));
    },
  );

  test("what comes late stands where its time does, across chunks, and is found there", () => {
    const { held, lines } = fill(HeldChunk.size + 50);
    const late = [10.5, HeldChunk.size - 1.5, HeldChunk.size + 20.5, 9e9].map((timeMs) =>
      logLine({ timeMs, text: "came late" }),
    );
    held.insert(late);
    const expected = mergeByTime([lines, late]);
    expect(held.search([])).toHaveLength(expected.length);
    expect(expected.map((_, i) => held.get(i))).toEqual(expected);
    const { terms } = parseFilter('"came late"');
    expect(held.search(terms)).toEqual(expected.flatMap(({ text }, i) => (text === "came late" ? [i] : [])));
  });

  test("what comes far too late stands before the newest thousands, and nothing is lost", () => {
    const { held, lines } = fill(HeldChunk.size * 4);
    held.insert([logLine({ timeMs: -1, text: "yesterday's" })]);
    expect(held.size).toBe(lines.length + 1);
    expect(held.search(parseFilter("yesterday").terms)).toEqual([lines.length - 5000]);
  });

  test("the oldest go when there are too many, by count and by size", () => {
    const { held } = fill(HeldChunk.size * 4, { lines: HeldChunk.size * 2, chars: 1e9 });
    expect(held.firstNumber).toBe(HeldChunk.size * 2);
    expect(held.get(0)).toBeNull();
    expect(held.search([])).toHaveLength(HeldChunk.size * 2);
    expect(fill(HeldChunk.size * 4, { lines: 1e9, chars: 1000 }).held.size).toBe(HeldChunk.size);
  });
});
