import { describe, expect, test } from "vitest";
import type { Observed } from "../../../../shared/domain/drift/featureDrift.ts";
import { judgeDrift } from "../../../../shared/domain/drift/judgeDrift.ts";
import { seededRandom } from "../../../doubles/seededRandom.ts";

const upper = [100, 200, 400, 600, 800, 1000, 1200, 1500, 2000, 3000];

/** A sample of a distribution whose middle is at `median`, counted in bins. */
function sampled(size: number, median: number, random: () => number, bounds: readonly number[] = upper): Observed {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  let sum = 0;
  for (let i = 0; i < size; i += 1) {
    const p = random();
    const value = median * (p / (1 - p)) ** (1 / 3);
    sum += value;
    const bin = bounds.findIndex((bound) => value <= bound);
    const at = bin < 0 ? bounds.length : bin;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return { samples: size, value: size === 0 ? null : sum / size, bins: { upper: bounds, counts } };
}

const figure = (samples: number, value: number | null): Observed => ({ samples, value, bins: null });
const histogram = { kind: "histogram" } as const;

describe("a histogram", () => {
  test("of the same distribution has not drifted: two tests of one in a thousand, 500 times", () => {
    const random = seededRandom(4711);
    const levels = Array.from({ length: 500 }, (_, i) => {
      const size = [200, 400, 2000][i % 3] ?? 200;
      const outcome = judgeDrift(histogram, sampled(size, 850, random), sampled(200, 850, random));
      return outcome.kind === "compared" ? outcome.level : outcome.kind;
    });
    expect(levels.filter((level) => level !== "none").length).toBeLessThanOrEqual(3);
    expect(levels).not.toContain("strong");
  });

  test("that moved has, the more the stronger, up and down", () => {
    const random = seededRandom(4712);
    const levels = [0.6, 0.85, 1, 1.18, 1.6].map((factor) => {
      const outcome = judgeDrift(histogram, sampled(5000, 850, random), sampled(5000, 850 * factor, random));
      return outcome.kind === "compared" ? outcome.level : outcome.kind;
    });
    expect(levels).toEqual(["strong", "some", "none", "some", "strong"]);
  });

  test("says how its mean changed", () => {
    const outcome = judgeDrift(
      histogram,
      { samples: 300, value: 100, bins: { upper: [1], counts: [100, 200] } },
      { samples: 300, value: 150, bins: { upper: [1], counts: [100, 200] } },
    );
    expect(outcome).toMatchObject({ kind: "compared", level: "none", change: 0.5 });
  });

  test("with other bounds is compared where they meet, or not at all", () => {
    const random = seededRandom(4713);
    const reference = sampled(3000, 850, random);
    expect(judgeDrift(histogram, reference, sampled(3000, 850, random, [400, 700, 1200, 5000]))).toMatchObject({
      kind: "compared",
      level: "none",
    });
    expect(judgeDrift(histogram, reference, sampled(3000, 850, random, [50, 5000]))).toEqual({ kind: "unlike" });
  });

  test("takes thresholds of its own", () => {
    const random = seededRandom(4714);
    const now = sampled(5000, 850 * 1.18, random);
    const thresholds = { psi: { some: 0.5, strong: 0.9 }, ks: { some: 0.5, strong: 0.9 } };
    expect(judgeDrift({ ...histogram, thresholds }, sampled(5000, 850, random), now)).toMatchObject({ level: "none" });
  });
});

describe("too little", () => {
  test("is not no drift, and says on which side and of how many", () => {
    const random = seededRandom(1);
    const enough = sampled(900, 850, random);
    expect(judgeDrift(histogram, enough, sampled(37, 850, random))).toEqual({
      kind: "tooFew",
      side: "now",
      samples: 37,
      needed: 200,
    });
    expect(judgeDrift({ ...histogram, minSamples: 1000 }, enough, enough)).toMatchObject({
      kind: "tooFew",
      side: "reference",
      needed: 1000,
    });
    expect(judgeDrift({ kind: "mean" }, figure(30, 1), figure(19, 1))).toMatchObject({ kind: "tooFew", needed: 20 });
    expect(judgeDrift({ kind: "mean", of: "rows" }, figure(30, 1), figure(30, 1))).toMatchObject({ needed: 200 });
  });

  test("nothing is another thing", () => {
    expect(judgeDrift(histogram, figure(0, null), figure(5, 1))).toEqual({ kind: "nothing", side: "reference" });
    expect(judgeDrift({ kind: "count" }, figure(50, 1), figure(0, null))).toEqual({ kind: "nothing", side: "now" });
    expect(judgeDrift({ kind: "mean" }, figure(50, null), figure(50, 1))).toEqual({
      kind: "nothing",
      side: "reference",
    });
  });
});

describe("a figure", () => {
  test.each([
    ["mean", 10, 10.5, "none", 0.05],
    ["mean", 10, 11.2, "some", 0.12],
    ["mean", 10, 7.5, "strong", -0.25],
    ["deviation", 2, 4, "strong", 1],
    ["missing", 0, 0.01, "none", 0.01],
    ["missing", 0, 0.05, "some", 0.05],
    ["missing", 0.3, 0.1, "strong", -0.2],
    ["count", 24, 24, "none", 0],
    ["count", 24, 23, "some", -1 / 24],
    ["count", 0, 2, "strong", null],
  ] as const)("%s from %d to %d", (kind, before, after, level, change) => {
    const outcome = judgeDrift({ kind }, figure(100, before), figure(100, after));
    expect(outcome).toEqual({
      kind: "compared",
      level,
      psi: null,
      ks: null,
      change: change === null ? null : expect.closeTo(change, 12),
    });
  });
});
