import { describe, expect, test } from "vitest";
import { addBins, binsOf, coarsened, joinBins, totalOf } from "../../../../shared/domain/drift/bins.ts";
import { ksCritical, ksDistance } from "../../../../shared/domain/drift/kolmogorovSmirnov.ts";
import { changeSize, relativeChange } from "../../../../shared/domain/drift/relativeChange.ts";
import { populationStability, stabilityByChance } from "../../../../shared/domain/drift/stability.ts";
import { seededRandom } from "../../../doubles/seededRandom.ts";

const infinite = Number.POSITIVE_INFINITY;

describe("bins", () => {
  test("are the differences of cumulative buckets, in any order", () => {
    const bins = binsOf([
      { le: infinite, count: 100 },
      { le: 1, count: 30 },
      { le: 5, count: 90 },
    ]);
    expect(bins).toEqual({ upper: [1, 5], counts: [30, 60, 10] });
  });

  test("never hold less than nothing, and are none without the bucket of all", () => {
    expect(
      binsOf([
        { le: 1, count: 30 },
        { le: 2, count: 29.6 },
        { le: infinite, count: 31 },
      ]),
    ).toEqual({ upper: [1, 2], counts: [30, 0, 1] });
    expect(binsOf([{ le: 1, count: 30 }])).toBeNull();
    expect(binsOf([])).toBeNull();
  });

  test("are joined where edges differ", () => {
    const joined = joinBins(
      { upper: [1, 2, 4, 8], counts: [1, 2, 3, 4, 5] },
      { upper: [2, 3, 8, 16], counts: [10, 20, 30, 40, 50] },
    );
    expect(joined).toEqual({ upper: [2, 8], reference: [3, 7, 5], now: [10, 50, 90] });
    expect(joinBins({ upper: [1], counts: [1, 1] }, { upper: [2], counts: [1, 1] })).toBeNull();
    expect(addBins({ upper: [1, 2], counts: [1, 2, 3] }, { upper: [2], counts: [4, 5] })).toEqual({
      upper: [2],
      counts: [7, 8],
    });
  });

  test("are put together until each holds its share, and lose nothing", () => {
    const joined = coarsened({ upper: [1, 2, 3, 4], reference: [5, 5, 40, 0, 0], now: [0, 10, 38, 1, 1] }, 0.1);
    expect(joined).toEqual({ upper: [2], reference: [10, 40], now: [10, 40] });
    expect(coarsened({ upper: [1], reference: [0, 0], now: [0, 0] }, 0.1).upper.length).toBeLessThanOrEqual(1);
  });
});

describe("population stability index", () => {
  test("of a textbook's table", () => {
    // (0.25 - 0.10) ln(0.25 / 0.10) + (0.25 - 0.20) ln(0.25 / 0.20) + (0.25 - 0.30) ln(...) + (0.25 - 0.40) ln(...)
    const byHand = 0.15 * Math.log(2.5) + 0.05 * Math.log(1.25) - 0.05 * Math.log(0.25 / 0.3) - 0.15 * Math.log(0.625);
    expect(byHand).toBeCloseTo(0.2282177, 6);
    expect(populationStability([25, 25, 25, 25], [100, 200, 300, 400])).toBeCloseTo(byHand, 12);
  });

  test("is finite where a bin is empty on one side, and skips what both leave empty", () => {
    const value = populationStability([50, 50, 0, 0], [50, 0, 50, 0]);
    expect(value).toBeCloseTo(2 * (0.5 - 1e-4) * Math.log(0.5 / 1e-4), 12);
  });

  test("by chance reaches the 99.9 % quantile of chi-squared", () => {
    // Of tables: 4 degrees of freedom 18.467, 9 have 27.877, 19 have 43.820. The approximation is good to one or two hundredths.
    expect(stabilityByChance(5, 400, 400) / (18.467 / 200)).toBeCloseTo(1, 1.5);
    expect(stabilityByChance(10, 400, 400) / (27.877 / 200)).toBeCloseTo(1, 1.5);
    expect(stabilityByChance(20, 200, 1000) / (43.82 * (1 / 200 + 1 / 1000))).toBeCloseTo(1, 1.5);
    expect(stabilityByChance(1, 400, 400)).toBe(0);
  });
});

describe("Kolmogorov and Smirnov", () => {
  test("is the largest distance of the shares below", () => {
    // 0.1, 0.3, 0.6 and 0.5, 0.7, 0.9.
    expect(ksDistance([10, 20, 30, 40], [5, 2, 2, 1])).toBeCloseTo(0.4, 12);
  });

  test("has its critical value of two samples", () => {
    // c(0.001) = 1.949 as in every table.
    expect(ksCritical(200, 200)).toBeCloseTo(1.9495 * Math.sqrt(400 / 40_000), 4);
    expect(ksCritical(1000, 250)).toBeCloseTo(1.9495 * Math.sqrt(1250 / 250_000), 4);
  });
});

describe("of any counts", () => {
  const random = seededRandom(20_261_126);
  const cases = Array.from({ length: 200 }, () => {
    const length = 2 + Math.floor(random() * 20);
    const counts = () => Array.from({ length }, () => (random() < 0.2 ? 0 : Math.floor(random() * 1000)));
    return [[1, ...counts()], [1, ...counts()], length + 1] as const;
  });

  test("what is the same is no distance away, whatever the sample's size", () => {
    for (const [a] of cases) {
      const sevenfold = a.map((count) => count * 7);
      expect(populationStability(a, sevenfold)).toBeCloseTo(0, 12);
      expect(ksDistance(a, sevenfold)).toBeCloseTo(0, 12);
    }
  });

  test("both are the same both ways round, and the distance is a share", () => {
    for (const [a, b] of cases) {
      expect(populationStability(a, b)).toBeCloseTo(populationStability(b, a), 12);
      expect(ksDistance(a, b)).toBeCloseTo(ksDistance(b, a), 12);
      expect(ksDistance(a, b)).toBeLessThanOrEqual(1);
      expect(populationStability(a, b)).toBeGreaterThanOrEqual(0);
    }
  });

  test("the index does not know the order of bins", () => {
    for (const [a, b, length] of cases) {
      const order = Array.from({ length }, (_, i) => i).sort(() => random() - 0.5);
      const shuffled = (counts: readonly number[]) => order.map((i) => counts[i] ?? 0);
      expect(populationStability(shuffled(a), shuffled(b))).toBeCloseTo(populationStability(a, b), 10);
    }
  });

  test("joining bins brings neither further apart, and keeps what was counted", () => {
    for (const [a, b, length] of cases) {
      const upper = Array.from({ length: length - 1 }, (_, i) => i);
      const few = coarsened({ upper, reference: a, now: b }, 0.1);
      expect(few.upper).toHaveLength(few.reference.length - 1);
      expect(few.reference.length).toBeLessThanOrEqual(10);
      expect(totalOf(few.reference)).toBe(totalOf(a));
      expect(totalOf(few.now)).toBe(totalOf(b));
      expect(ksDistance(few.reference, few.now)).toBeLessThanOrEqual(ksDistance(a, b) + 1e-12);
    }
  });
});

describe("relative change", () => {
  test.each([
    [100, 160, 0.6, 0.6],
    [160, 100, -0.375, 0.6],
    [2, 1, -0.5, 1],
    [-4, -2, 0.5, 1],
    [0, 0, 0, 0],
    [0, 3, null, infinite],
    [3, 0, -1, infinite],
  ])("from %d to %d is %d, as large as %d", (reference, now, change, size) => {
    expect(relativeChange(reference, now)).toEqual(change === null ? null : expect.closeTo(change, 12));
    if (Number.isFinite(size)) expect(changeSize(reference, now)).toBeCloseTo(size, 12);
    else expect(changeSize(reference, now)).toBe(size);
  });
});
