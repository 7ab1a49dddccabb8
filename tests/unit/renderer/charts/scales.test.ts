import { describe, expect, it } from "vitest";
import { clockText, tickText, timeTicks, type YRule, yScale } from "../../../../renderer/charts/scales.ts";
import { panelStepMs } from "../../../../renderer/charts/step.ts";

const gib = 2 ** 30;

describe("yScale", () => {
  const fixed: YRule = { kind: "fixed", min: 0, max: 1 };
  const fromZero: YRule = { kind: "fromZero", least: 10 };
  const auto: YRule = { kind: "auto", min: null, max: null };
  const around: YRule = { kind: "around", span: 20 };
  it.each([
    { rule: fixed, min: 0.2, max: 0.4, unit: 0.01, expected: [0, 0.5, 1] },
    { rule: fromZero, min: 120, max: 223, unit: 1, expected: [0, 100, 200, 300] },
    { rule: fromZero, min: 0, max: 0, unit: 1, expected: [0, 5, 10] },
    { rule: fromZero, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, unit: 1, expected: [0, 5, 10] },
    { rule: auto, min: 5, max: 90, unit: 1, expected: [0, 50, 100] },
    { rule: auto, min: -40, max: 90, unit: 1, expected: [-50, 0, 50, 100] },
    { rule: auto, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, unit: 1, expected: [0, 0.5, 1] },
    { rule: { kind: "auto", min: 20, max: 100 } as YRule, min: 30, max: 40, unit: 1, expected: [20, 60, 100] },
    { rule: around, min: 70, max: 87, unit: 1, expected: [60, 70, 80, 90] },
    { rule: around, min: 540, max: 700, unit: 1, expected: [500, 600, 700] },
    { rule: around, min: 2, max: 4, unit: 1, expected: [0, 5, 10, 15] },
    {
      rule: { kind: "around", span: 8 * gib } as YRule,
      min: 58 * gib,
      max: 77 * gib,
      unit: gib,
      expected: [50, 60, 70, 80].map((n) => n * gib),
    },
  ])("$rule.kind of $min to $max", ({ rule, min, max, unit, expected }) => {
    const scale = yScale(rule, min, max, unit);
    expect(scale.ticks).toEqual(expected);
    expect([scale.min, scale.max]).toEqual([expected[0], expected.at(-1)]);
  });

  it("covers the data with 3 to 5 ticks whatever it is", () => {
    for (let exponent = -6; exponent <= 12; exponent += 1) {
      for (const factor of [1, 1.3, 2.49, 3.7, 5.01, 7.77, 9.99]) {
        const max = factor * 10 ** exponent;
        const scale = yScale({ kind: "around", span: max / 50 }, max * 0.8, max, 1);
        expect(scale.ticks.length, `${max}`).toBeGreaterThanOrEqual(3);
        expect(scale.ticks.length, `${max}`).toBeLessThanOrEqual(5);
        expect(scale.min).toBeLessThanOrEqual(max * 0.8 * (1 + 1e-9));
        expect(scale.max).toBeGreaterThanOrEqual(max * (1 - 1e-9));
      }
    }
  });
});

describe("timeTicks", () => {
  const to = Date.UTC(2026, 10, 19, 2, 14, 22);
  const minutes = (n: number) => n * 60_000;
  const texts = (rangeMs: number, most: number, offsetMs = 0) =>
    timeTicks(to - rangeMs, to, most, offsetMs).map((tick) => tickText(tick, rangeMs, "utc"));
  it.each([
    { rangeMs: minutes(1), most: 5, expected: ["02:13:30", "02:13:45", "02:14:00", "02:14:15"] },
    { rangeMs: minutes(15), most: 5, expected: ["02:00", "02:05", "02:10"] },
    { rangeMs: minutes(60), most: 5, expected: ["01:15", "01:30", "01:45", "02:00"] },
    { rangeMs: minutes(60), most: 3, expected: ["01:30", "02:00"] },
    { rangeMs: minutes(360), most: 5, expected: ["22:00", "00:00", "02:00"] },
    { rangeMs: minutes(7 * 1440), most: 5, expected: ["11-13", "11-15", "11-17", "11-19"] },
  ])("$rangeMs ms with room for $most", ({ rangeMs, most, expected }) => {
    expect(texts(rangeMs, most)).toEqual(expected);
  });

  it("is round on the local clock of a zone that is half an hour off", () => {
    const ticks = timeTicks(to - minutes(360), to, 4, minutes(330));
    for (const tick of ticks) expect((tick + minutes(330)) % minutes(120)).toBe(0);
  });

  it("names a time to the second", () => {
    expect(clockText(to, "utc")).toBe("02:14:22");
  });
});

describe("panelStepMs", () => {
  it.each([
    { rangeMs: 3_600_000, widthPx: 187, intervalMs: 2000, expected: 20_000 },
    { rangeMs: 3_600_000, widthPx: 1200, intervalMs: 2000, expected: 5000 },
    { rangeMs: 900_000, widthPx: 900, intervalMs: 2000, expected: 2000 },
    { rangeMs: 60_000, widthPx: 1200, intervalMs: 1000, expected: 1000 },
    { rangeMs: 604_800_000, widthPx: 187, intervalMs: 2000, expected: 3_600_000 },
    { rangeMs: 3_600_000, widthPx: 0, intervalMs: 2000, expected: 60_000 },
  ])("$rangeMs ms in $widthPx px, samples each $intervalMs ms", ({ rangeMs, widthPx, intervalMs, expected }) => {
    expect(panelStepMs(rangeMs, widthPx, intervalMs)).toBe(expected);
  });
});
