import { describe, expect, it } from "vitest";
import type { DetectorId } from "../../../../shared/domain/anomaly/detectors.ts";
import { bandLeadMs, bandStepMs, expectedBand } from "../../../../shared/domain/anomaly/expectedBand.ts";
import { anomalyParameters } from "../../../../shared/domain/anomaly/parameters.ts";
import { SeriesScorer } from "../../../../shared/domain/anomaly/seriesScorer.ts";
import { allSteps } from "../../../builders/allSteps.ts";
import { noisySeries } from "../../../builders/noisySeries.ts";

const { stepMs, quarterMs, recentSteps, warmUpSteps } = anomalyParameters;
const startMs = Date.UTC(2026, 10, 19);
const { NaN: gap } = Number;
const plain = { seed: 1, level: 100, sigma: 2 };

function scored(values: Float64Array, prepare: (scorer: SeriesScorer) => void = () => {}) {
  const scorer = new SeriesScorer({ stepMs, leastChange: 0 });
  prepare(scorer);
  const unusual: number[] = [];
  const agreed = new Set<DetectorId>();
  values.forEach((value, step) => {
    scorer.push(startMs + step * stepMs, value);
    if (!scorer.isUnusual) return;
    unusual.push(step);
    for (const detector of scorer.votes.agreeing) agreed.add(detector);
  });
  return { scorer, unusual, agreed };
}

describe("a series is unusual", () => {
  it("while it is far off, within two steps, and several detectors say so", () => {
    const { unusual, agreed } = scored(noisySeries(400, plain, (step) => (step >= 350 && step < 360 ? 40 : 0)));
    expect(unusual[0]).toBeLessThan(353);
    expect(unusual[0]).toBeGreaterThanOrEqual(350);
    expect(agreed).toContain("robustZ");
  });

  it("when its level moved by less than one value could tell, which adds up", () => {
    const { unusual, agreed } = scored(noisySeries(420, plain, (step) => (step >= 360 ? 7 : 0)));
    expect(unusual[0]).toBeGreaterThan(360);
    expect(unusual[0]).toBeLessThan(390);
    expect(agreed).toContain("changePoint");
  });

  it("when it is strewn four times as wide", () => {
    const quiet = noisySeries(420, plain);
    const { unusual, agreed } = scored(quiet.map((value, step) => (step < 340 ? value : 100 + 4 * (value - 100))));
    expect(unusual[0]).toBeGreaterThan(340);
    expect(agreed).toContain("spread");
  });

  it("when it is silent for ten minutes, though it never was", () => {
    const { unusual, agreed } = scored(noisySeries(400, plain, (step) => (step >= 350 ? gap : 0)));
    expect(unusual[0]).toBe(350 + 20 - 1);
    expect([...agreed]).toEqual(["silence"]);
  });

  it("at an hour that is not its time, where its days are known", () => {
    const wave = (timeMs: number) => 20 * Math.sin((timeMs / 86_400_000) * 2 * Math.PI);
    const remember = (scorer: SeriesScorer) => {
      const past = noisySeries(5 * 96, { ...plain, seed: 2 }, (i) => wave(startMs - (i + 1) * quarterMs));
      past.forEach((value, i) => {
        scorer.remember(startMs - (i + 1) * quarterMs, value);
      });
    };
    const atSteps = (step: number) => wave(startMs + step * stepMs);
    expect(scored(noisySeries(1200, plain, atSteps), remember).unusual).toEqual([]);
    const { unusual, agreed } = scored(
      noisySeries(1200, plain, (step) => (step < 600 ? atSteps(step) : -20)),
      remember,
    );
    expect(unusual.length).toBeGreaterThan(20);
    expect(agreed).toContain("seasonal");
  });
});

describe("a series is not unusual", () => {
  it.each([
    ["in plain noise", noisySeries(2000, plain)],
    ["while little is known of it", noisySeries(warmUpSteps, plain, (step) => (step > 20 ? 90 : 0))],
    ["for one odd sample", noisySeries(400, plain, (step) => (step === 300 ? 500 : 0))],
    ["for a gap of some minutes, nor after it", noisySeries(500, plain, (step) => (step % 100 > 90 ? gap : 0))],
    ["while it is constant", new Float64Array(800).fill(5)],
    ["when it never has a value", new Float64Array(500).fill(gap)],
    ["where it seldom has one", noisySeries(800, plain, (step) => (step % 4 === 0 && step < 700 ? 0 : gap))],
    ["for less than a change that matters", Float64Array.from({ length: 500 }, (_, i) => (i < 400 ? 100 : 100.5))],
  ])("%s", (_, values) => {
    expect(scored(values).unusual).toEqual([]);
  });

  it("for the step that a release makes", () => {
    const values = noisySeries(600, plain, (step) => (step >= 400 ? 40 : 0));
    expect(scored(values).unusual.length).toBeGreaterThan(0);
    const scorer = new SeriesScorer({ stepMs, leastChange: 0 });
    const unusual = values.findIndex((value, step) => {
      if (step === 402) scorer.restart(startMs + 399 * stepMs);
      scorer.push(startMs + step * stepMs, value);
      return step >= 402 && scorer.isUnusual;
    });
    expect(unusual).toBe(-1);
  });

  it("for longer than an hour: then it is usual", () => {
    const { unusual } = scored(noisySeries(900, plain, (step) => (step >= 380 ? 60 : 0)));
    expect(unusual.length).toBeGreaterThan(100);
    expect(Math.max(...unusual)).toBeLessThanOrEqual(380 + 125);
  });
});

describe("what is expected", () => {
  it("is a range around what a series did, which does not follow what is unusual", () => {
    const values = noisySeries(500, plain, (step) => (step >= 450 ? 80 : 0));
    const at = { startMs, fromMs: startMs + 400 * stepMs, stepMs, leastChange: 0 };
    const { timesMs, low, high } = allSteps(expectedBand(values, at));
    expect(timesMs).toHaveLength(100);
    expect(timesMs[0]).toBe(at.fromMs);
    for (const step of [0, 50, 99]) {
      expect(low[step]).toBeGreaterThan(80);
      expect(high[step]).toBeLessThan(120);
      expect(low[step]).toBeLessThan(100);
      expect(high[step]).toBeGreaterThan(100);
    }
  });

  it("is not below zero of what never was", () => {
    const values = noisySeries(200, { seed: 3, level: 3, sigma: 1 }).map(Math.abs);
    const at = { startMs, fromMs: startMs + 100 * stepMs, stepMs, leastChange: 0 };
    expect(Math.min(...allSteps(expectedBand(values, at)).low)).toBe(0);
    const shifted = values.map((value) => value - 5);
    expect(Math.min(...allSteps(expectedBand(shifted, at)).low)).toBeLessThan(-5);
  });

  it("is nothing where too little is known", () => {
    const at = { startMs, fromMs: startMs, stepMs, leastChange: 0 };
    const { low, high } = allSteps(expectedBand(noisySeries(20, plain), at));
    expect([...low, ...high].every(Number.isNaN)).toBe(true);
  });

  it.each([
    [900_000, 10_000],
    [3_600_000, 30_000],
    [6 * 3_600_000, 300_000],
    [86_400_000, 900_000],
  ])("over %d ms has steps of %d ms", (rangeMs, expected) => {
    expect(bandStepMs(rangeMs)).toBe(expected);
    expect(bandLeadMs(expected)).toBeGreaterThanOrEqual(expected * (warmUpSteps + 10));
    expect(bandLeadMs(expected)).toBeLessThanOrEqual(expected * recentSteps);
  });
});
