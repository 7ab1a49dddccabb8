import { expect, test } from "vitest";
import { perSecond, withNewest } from "../../../electron/host/health.ts";

test("the rate of samples is steady while they come in bursts every two seconds", () => {
  let totals = withNewest([], { atMs: 0, total: 0 });
  const rates: number[] = [];
  for (let second = 1; second <= 40; second += 1) {
    totals = withNewest(totals, { atMs: second * 1000, total: Math.floor(second / 2) * 1000 });
    rates.push(perSecond(totals));
  }
  expect(totals.length).toBeLessThanOrEqual(13);
  for (const rate of rates.slice(12)) {
    expect(rate).toBeGreaterThan(400);
    expect(rate).toBeLessThan(600);
  }
});

test("there is no rate before there are two totals", () => {
  expect(perSecond([])).toBe(0);
  expect(perSecond(withNewest([], { atMs: 5, total: 100 }))).toBe(0);
});
