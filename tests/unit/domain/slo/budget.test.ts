import { describe, expect, test } from "vitest";
import { budgetOf, budgetRatioOf, burnRateOf, timeLeftMs } from "../../../../shared/domain/slo/budget.ts";
import { burnPolicies } from "../../../../shared/domain/slo/burnPolicies.ts";
import { burnDown, type Slice, sideBySide, sliceMs, sumOf } from "../../../../shared/domain/slo/slices.ts";
import { parseSloWindow, windowLengthMs, windowStartMs } from "../../../../shared/domain/slo/sloWindow.ts";
import { seededRandom } from "../../../doubles/seededRandom.ts";

const dayMs = 86_400_000;

describe("budgets", () => {
  test.each([
    [90, 0.1],
    [99.9, 0.001],
    [99.95, 0.0005],
    [99.999, 0.00001],
    [100, 0],
    [50, 0.5],
  ])("an objective of %s % leaves %s", (percent, ratio) => expect(budgetRatioOf(percent)).toBe(ratio));

  test("99.9 % of 30 days allows 43 min 12 s", () => {
    expect(budgetOf({ bad: 0, total: 30 * 86_400 }, 99.9)?.allowedBad).toBe(43 * 60 + 12);
  });

  test("nothing counted is no budget, an objective of all allows nothing", () => {
    expect(budgetOf({ bad: 0, total: 0 }, 99)).toBeNull();
    expect(burnRateOf({ bad: 0, total: 0 }, 99)).toBeNull();
    expect(budgetOf({ bad: 0, total: 10 }, 100)?.leftRatio).toBe(1);
    expect(budgetOf({ bad: 1, total: 10 }, 100)?.leftRatio).toBe(Number.NEGATIVE_INFINITY);
    expect(burnRateOf({ bad: 1, total: 10 }, 100)).toBe(Number.POSITIVE_INFINITY);
    expect(burnRateOf({ bad: 10, total: 10 }, 99.9)).toBe(1000);
  });

  test.each([
    [1, 14.4, 30 * dayMs, 50 * 3_600_000],
    [0.5, 1, 30 * dayMs, 15 * dayMs],
    [0.5, 0, 30 * dayMs, null],
    [-0.1, 3, 30 * dayMs, 0],
  ])("%s of a budget lasts at burn rate %s", (left, burn, windowMs, lasts) => {
    const found = timeLeftMs(left, burn, windowMs);
    if (lasts === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(lasts, 3);
  });
});

describe("windows", () => {
  test.each([
    ["28d", { kind: "rolling", days: 28 }],
    ["4w", { kind: "rolling", days: 28 }],
    ["month", { kind: "month" }],
    ["0d", null],
    ["93d", null],
    ["30", null],
  ])("%s", (text, window) => expect(parseSloWindow(text)).toEqual(window));

  test("a month begins on its first day and is as long as it is", () => {
    const nowMs = Date.parse("2024-02-29T23:59:59Z");
    expect(windowStartMs({ kind: "month" }, nowMs)).toBe(Date.parse("2024-02-01T00:00:00Z"));
    expect(windowLengthMs({ kind: "month" }, nowMs)).toBe(29 * dayMs);
    expect(windowStartMs({ kind: "rolling", days: 28 }, nowMs)).toBe(nowMs - 28 * dayMs);
  });

  test.each([
    [30, [14.4, 6, 3, 1]],
    [28, [13.44, 5.6, 2.8, 28 / 30]],
  ])("burn rates of %s days", (days, factors) => {
    const found = burnPolicies({ kind: "rolling", days }).map(({ factor }) => factor);
    expect(found.map((factor) => Number(factor.toFixed(12)))).toEqual(
      factors.map((factor) => Number(factor.toFixed(12))),
    );
  });
});

test("the budget of a month of traffic is that of whole numbers, counted apart", () => {
  const random = seededRandom(20261125);
  const endMs = 1_800_000_000_000 - (1_800_000_000_000 % sliceMs);
  let bad = 0n;
  let total = 0n;
  const inSixHours = { bad: 0n, total: 0n };
  const count = (30 * dayMs) / sliceMs;
  const slices = Array.from({ length: count + 500 }, (_, index): Slice => {
    const age = count + 499 - index;
    const requests = Math.floor(random() * 50_000);
    const failed = Math.floor(requests * random() * (random() < 0.02 ? 0.6 : 0.002));
    if (age < count) {
      bad += BigInt(failed);
      total += BigInt(requests);
    }
    if (age < 72) {
      inSixHours.bad += BigInt(failed);
      inSixHours.total += BigInt(requests);
    }
    return { endMs: endMs - age * sliceMs, bad: failed, total: requests };
  });
  const month = sideBySide(slices, endMs - 30 * dayMs, endMs);
  expect(month).toHaveLength(count);
  const budget = budgetOf(sumOf(month), 99.5);
  if (!budget) throw new Error("There is traffic");
  // 1 - bad / (total / 200), in billionths.
  const billion = 1_000_000_000_000n;
  const left = Number(billion - (bad * 200n * billion) / total) / 1e12;
  expect(Math.abs(budget.leftRatio - left)).toBeLessThan(1e-9);
  expect(budget.bad).toBe(Number(bad));

  const burn = burnRateOf(sumOf(sideBySide(slices, endMs - 6 * 3_600_000, endMs)), 99.5);
  const expected = Number((inSixHours.bad * 200n * billion) / inSixHours.total) / 1e12;
  expect(Math.abs((burn ?? 0) - expected)).toBeLessThan(1e-9);

  const points = burnDown(month, budget, 400);
  expect(points.length).toBeLessThanOrEqual(400);
  expect(Math.abs((points.at(-1)?.leftRatio ?? 0) - budget.leftRatio)).toBeLessThan(1e-9);
  const lefts = points.map(({ leftRatio }) => leftRatio);
  expect(lefts).toEqual([...lefts].sort((a, b) => b - a));
});

test("slices of other minutes are not added twice", () => {
  const slices = Array.from({ length: 20 }, (_, minute): Slice => ({ endMs: minute * 60_000, bad: 1, total: 5 }));
  expect(sideBySide(slices, 4 * 60_000, 19 * 60_000).map(({ endMs }) => endMs / 60_000)).toEqual([9, 14, 19]);
});
