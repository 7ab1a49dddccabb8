import { describe, expect, it } from "vitest";
import { cusum, lagOneCorrelation } from "../../../../shared/domain/anomaly/changePoint.ts";
import { counterRates } from "../../../../shared/domain/anomaly/counterRates.ts";
import { holtWinters } from "../../../../shared/domain/anomaly/holtWinters.ts";
import { measuredMedian, quantileOf } from "../../../../shared/domain/anomaly/order.ts";
import { robustScale } from "../../../../shared/domain/anomaly/robustScale.ts";
import { seasonalProfile } from "../../../../shared/domain/anomaly/seasonalProfile.ts";
import { theilSen } from "../../../../shared/domain/anomaly/theilSen.ts";
import { Window } from "../../../../shared/domain/anomaly/window.ts";
import { noisySeries } from "../../../builders/noisySeries.ts";

const hourMs = 3_600_000;
const quarterMs = hourMs / 4;
const { NaN: gap } = Number;

describe("order", () => {
  it.each([
    [[1, 2, 3, 4], 0.5, 2.5],
    [[1, 2, 3], 0.5, 2],
    [[5], 0.99, 5],
    [[0, 10], 0.25, 2.5],
  ])("the quantile of %j at %d is %d", (values, quantile, expected) => {
    expect(quantileOf(Float64Array.from(values), quantile)).toBe(expected);
  });

  it("leaves gaps out of a median, and has none of nothing", () => {
    expect(measuredMedian(Float64Array.of(gap, 3, gap, 1))).toBe(2);
    expect(measuredMedian(Float64Array.of(gap))).toBeNaN();
  });
});

describe("robustScale", () => {
  it("tells the deviation of normal noise, whatever one value in twenty does", () => {
    const values = noisySeries(2000, { seed: 1, level: 50, sigma: 3 }, (step) => (step % 20 === 0 ? 1000 : 0));
    const { median, sigma } = robustScale(values);
    expect(median).toBeCloseTo(50, 0);
    expect(sigma).toBeGreaterThan(2.7);
    expect(sigma).toBeLessThan(3.5);
  });

  it("is zero of a constant", () => {
    expect(robustScale(new Float64Array(50).fill(7))).toEqual({ median: 7, sigma: 0, tail: 0 });
  });
});

describe("holtWinters", () => {
  it("expects a line to go on", () => {
    const expected = holtWinters(
      Float64Array.from({ length: 200 }, (_, i) => 3 * i),
      0,
      { level: 0.5, trend: 0.5, season: 0, damping: 1 },
    );
    expect(expected).toHaveLength(201);
    expect(expected[200]).toBeCloseTo(600, 3);
  });

  it("expects a season to come again", () => {
    const wave = (i: number) => 10 + 5 * Math.sin((i / 24) * 2 * Math.PI);
    const expected = holtWinters(
      Float64Array.from({ length: 240 }, (_, i) => wave(i)),
      24,
    );
    for (const step of [216, 222, 234]) expect(expected[step]).toBeCloseTo(wave(step), 1);
  });

  it("goes on over a gap and says nothing before the first value", () => {
    const expected = holtWinters(Float64Array.of(gap, 5, gap, gap), 0);
    expect(expected[1]).toBeNaN();
    expect(expected[4]).toBeCloseTo(5);
  });
});

describe("seasonalProfile", () => {
  const endMs = Date.UTC(2026, 10, 19);
  const days = (count: number, value: (timeMs: number) => number) =>
    Float64Array.from({ length: count * 96 }, (_, i) => value(endMs - (count * 96 - 1 - i) * quarterMs));
  const byHour = (timeMs: number) => new Date(timeMs).getUTCHours();

  it("is by hour of the day where there are three days", () => {
    const profile = seasonalProfile(days(4, byHour), endMs, quarterMs);
    expect(profile?.slots).toBe(24);
    expect(profile?.at(Date.UTC(2026, 10, 20, 13, 22, 30))).toBe(13);
    expect(profile?.at(Date.UTC(2026, 10, 20, 13, 52, 30))).toBe(13.5);
  });

  it("is by hour of the week where there are two", () => {
    const isSunday = (timeMs: number) => new Date(timeMs).getUTCDay() === 0;
    const profile = seasonalProfile(
      days(14, (timeMs) => (isSunday(timeMs) ? 1 : 5)),
      endMs,
      quarterMs,
    );
    expect(profile?.slots).toBe(168);
    expect(profile?.at(Date.UTC(2026, 10, 22, 12))).toBe(1);
    expect(profile?.at(Date.UTC(2026, 10, 23, 12))).toBe(5);
  });

  it("is none of two days, nor where an hour was never measured", () => {
    expect(seasonalProfile(days(2, byHour), endMs, quarterMs)).toBeNull();
    expect(
      seasonalProfile(
        days(5, (timeMs) => (byHour(timeMs) === 3 ? gap : 1)),
        endMs,
        quarterMs,
      ),
    ).toBeNull();
  });
});

describe("cusum", () => {
  it("adds up a small shift and stays near zero without one", () => {
    const still = noisySeries(100, { seed: 3, level: 0, sigma: 1 });
    const moved = noisySeries(100, { seed: 3, level: 2, sigma: 1 });
    const options = { centre: 0, sigma: 1, slack: 1 };
    expect(Math.max(...Object.values(cusum(still, options)))).toBeLessThan(8);
    expect(cusum(moved, options).up).toBeGreaterThan(60);
    expect(cusum(moved, options).down).toBe(0);
  });

  it("counts one wild step as four sigmas, and gaps not at all", () => {
    const values = Float64Array.of(0, 1000, gap, 0);
    expect(cusum(values.subarray(0, 3), { centre: 0, sigma: 1, slack: 1 }).up).toBe(3);
    expect(cusum(values, { centre: 0, sigma: 1, slack: 1 }).up).toBe(2);
  });

  it("tells noise that follows itself", () => {
    const free = noisySeries(2000, { seed: 4, level: 0, sigma: 1 });
    const tied = free.slice();
    for (let i = 1; i < tied.length; i += 1) tied[i] = 0.8 * (tied[i - 1] ?? 0) + (free[i] ?? 0);
    expect(lagOneCorrelation(free, 0)).toBeLessThan(0.1);
    expect(lagOneCorrelation(tied, 0)).toBeCloseTo(0.8, 1);
  });
});

describe("theilSen", () => {
  const x = Float64Array.from({ length: 40 }, (_, i) => i);

  it("finds the slope that a quarter of wild points cannot bend, within its interval", () => {
    const y = noisySeries(40, { seed: 5, level: 100, sigma: 1 }, (step) => 2 * step + (step % 4 === 0 ? 300 : 0));
    const line = theilSen(x, y, 0.95);
    expect(line?.slope).toBeCloseTo(2, 0);
    expect(line?.low).toBeLessThan(2);
    expect(line?.high).toBeGreaterThan(2);
  });

  it("is sure of no slope in noise", () => {
    const line = theilSen(x, noisySeries(40, { seed: 6, level: 5, sigma: 1 }), 0.99);
    expect((line?.low ?? 1) * (line?.high ?? 1)).toBeLessThan(0);
  });

  it("is nothing of four points", () => {
    expect(theilSen(x.subarray(0, 4), x.subarray(0, 4), 0.95)).toBeNull();
  });
});

describe("counterRates", () => {
  it("takes a lower value for a new beginning, and spreads what came over a gap", () => {
    const rates = counterRates([10, 40, gap, 100, 30, 60], 30_000);
    expect([...rates]).toEqual([gap, 1, gap, 1, 1, 1]);
  });
});

describe("Window", () => {
  it("moves to the past and says nothing of steps that were left out", () => {
    const window = new Window(4);
    for (const value of [1, 2, 3, 4]) {
      window.advance(1);
      window.newest = value;
    }
    window.advance(2);
    expect([...window.values]).toEqual([3, 4, gap, gap]);
    window.advance(9);
    expect([...window.values]).toEqual([gap, gap, gap, gap]);
  });

  it.each([
    [[9, 9, 1, 100, 2], 2],
    [[9, gap, 4, 6, 5], 5],
    [[9, 4, gap, gap, 6], 6],
    [[1, 4, gap, gap, gap], gap],
    [[8, 4, 5, gap, gap], 5],
  ])("is steadied over %j", (values, expected) => {
    const window = new Window(5);
    window.values.set(values);
    expect(window.steadied).toBe(expected);
  });
});
