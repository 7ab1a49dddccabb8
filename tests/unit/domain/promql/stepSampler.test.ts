import { describe, expect, test } from "vitest";
import { sampleState } from "../../../../shared/domain/metrics/blockColumn.ts";
import { lookbackMs, StepSampler } from "../../../../shared/domain/promql/stepSampler.ts";
import { seededRandom } from "../../../doubles/seededRandom.ts";

type Row = readonly [timeSeconds: number, value: number | "stale" | "absent"];

function feed(sampler: StepSampler, rows: readonly Row[]): void {
  sampler.feed(
    Float64Array.from(rows, ([seconds]) => seconds * 1000),
    Float64Array.from(rows, ([, value]) => (typeof value === "number" ? value : 0)),
    Uint8Array.from(rows, ([, value]) =>
      value === "stale" ? sampleState.stale : value === "absent" ? sampleState.absent : sampleState.value,
    ),
    0,
    rows.length,
  );
}

function sample(rows: readonly Row[], fromSeconds: number, stepSeconds: number, count: number): number[] {
  const sampler = new StepSampler({ startMs: fromSeconds * 1000, stepMs: stepSeconds * 1000, count });
  feed(sampler, rows);
  sampler.finish();
  return [...sampler.values];
}

describe("an instant selector at steps", () => {
  test.each<[string, Row[], [number, number, number], number[]]>([
    ["no samples", [], [0, 1, 3], [NaN, NaN, NaN]],
    ["a sample counts at its own time", [[1, 7]], [0, 1, 3], [NaN, 7, 7]],
    [
      "the newest one wins",
      [
        [1, 7],
        [2, 8],
      ],
      [2, 10, 2],
      [8, 8],
    ],
    ["the window is open on the left: gone at exactly 5 minutes", [[0, 7]], [299, 1, 3], [7, NaN, NaN]],
    [
      "a staleness mark ends it at once",
      [
        [0, 7],
        [10, "stale"],
      ],
      [9, 1, 3],
      [7, NaN, NaN],
    ],
    [
      "it does not look past the mark",
      [
        [0, 7],
        [10, "stale"],
        [20, 9],
      ],
      [10, 5, 4],
      [NaN, NaN, 9, 9],
    ],
    [
      "an absent row is no mark",
      [
        [0, 7],
        [10, "absent"],
      ],
      [9, 1, 3],
      [7, 7, 7],
    ],
    [
      "several steps between samples",
      [
        [0, 1],
        [100, 2],
      ],
      [0, 25, 6],
      [1, 1, 1, 1, 2, 2],
    ],
    [
      "a measured NaN hides what was before",
      [
        [0, 7],
        [10, NaN],
      ],
      [9, 1, 3],
      [7, NaN, NaN],
    ],
    [
      "samples after the last step",
      [
        [0, 7],
        [100, 8],
      ],
      [0, 10, 2],
      [7, 7],
    ],
  ])("%s", (_name, rows, [from, step, count], expected) => {
    expect(sample(rows, from, step, count)).toEqual(expected);
  });

  test("a measured NaN counts as found, a mark does not", () => {
    const sampler = new StepSampler({ startMs: 0, stepMs: 1000, count: 3 });
    feed(sampler, [
      [0, NaN],
      [1, "stale"],
    ]);
    sampler.finish();
    expect(sampler.found).toBe(1);
  });

  test("agrees with the definition on random rows, however they are cut", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seededRandom(seed);
      let seconds = 0;
      const rows = Array.from({ length: 60 }, (): Row => {
        seconds += Math.ceil(random() ** 4 * 500);
        const kind = random();
        return [seconds, kind < 0.1 ? "stale" : kind < 0.2 ? "absent" : Math.floor(random() * 1000)];
      });
      const startMs = Math.floor(random() * seconds) * 1000;
      const stepMs = Math.ceil(random() * 120) * 1000;
      const sampler = new StepSampler({ startMs, stepMs, count: 50 });
      const cut = Math.floor(random() * rows.length);
      feed(sampler, rows.slice(0, cut));
      feed(sampler, rows.slice(cut));
      sampler.finish();
      const expected = Array.from({ length: 50 }, (_, i) => {
        const atMs = startMs + i * stepMs;
        const newest = rows.filter(([s, v]) => v !== "absent" && s * 1000 <= atMs).at(-1);
        const isInWindow = newest !== undefined && newest[0] * 1000 > atMs - lookbackMs;
        return isInWindow && typeof newest[1] === "number" ? newest[1] : NaN;
      });
      expect([...sampler.values]).toEqual(expected);
    }
  });
});
