import { describe, expect, it, onTestFinished, vi } from "vitest";
import { FleetScorer, type ScoredBatch } from "../../../../shared/domain/anomaly/fleetScorer.ts";
import { growForest } from "../../../../shared/domain/anomaly/isolationForest.ts";
import { anomalyParameters } from "../../../../shared/domain/anomaly/parameters.ts";
import { SeriesScorer } from "../../../../shared/domain/anomaly/seriesScorer.ts";
import { timeToLimit } from "../../../../shared/domain/anomaly/timeToLimit.ts";
import { allSteps } from "../../../builders/allSteps.ts";
import { noisySeries } from "../../../builders/noisySeries.ts";
import { seededRandom } from "../../../doubles/seededRandom.ts";

const { stepMs } = anomalyParameters;
const startMs = Date.UTC(2026, 10, 19);
const hourMs = 3_600_000;

/** Steps `from` to `to` of each series, as a pass reads them. */
function batchOf(
  series: Readonly<Record<string, Float64Array>>,
  from: number,
  to: number,
  more: Partial<ScoredBatch> = {},
): ScoredBatch {
  const keys = Object.keys(series);
  return {
    keys,
    timesMs: Float64Array.from({ length: to - from }, (_, i) => startMs + (from + i) * stepMs),
    values: Object.values(series).map((values) => values.slice(from, to)),
    leastChange: 0,
    limits: null,
    restartMs: keys.map(() => null),
    together: null,
    ...more,
  };
}

const scorer = () => {
  const fleet = new FleetScorer(seededRandom(1));
  return { pass: (nowMs: number, batches: readonly ScoredBatch[]) => allSteps(fleet.pass(nowMs, batches)) };
};
const at = (step: number) => startMs + step * stepMs;

describe("a fleet, pass by pass", () => {
  it("takes the past at once, and says of each series whether it is unusual now", () => {
    const series = {
      calm: noisySeries(210, { seed: 1, level: 100, sigma: 2 }),
      moved: noisySeries(210, { seed: 2, level: 100, sigma: 2 }, (step) => (step >= 203 ? 60 : 0)),
    };
    const fleet = scorer();
    const first = fleet.pass(at(199), [batchOf(series, 0, 200)]);
    expect(first).toMatchObject({ unusual: [], series: 2, known: [expect.any(String), expect.any(String)] });
    for (let step = 200; step < 209; step += 1) fleet.pass(at(step), [batchOf(series, step, step + 1)]);
    const [found, ...others] = fleet.pass(at(209), [batchOf(series, 209, 210)]).unusual;
    expect(others).toEqual([]);
    expect(found?.key).toBe("moved");
    expect(found?.value).toBeGreaterThan(150);
    expect(found?.high).toBeLessThan(120);
    expect(found?.detectors).toContain("robustZ");
  });

  it("finds a series silent that is no longer answered, and forgets it after an hour", () => {
    const series = { gone: noisySeries(200, { seed: 3, level: 100, sigma: 2 }) };
    const fleet = scorer();
    fleet.pass(at(199), [batchOf(series, 0, 200)]);
    for (let step = 200; step < 219; step += 1) expect(fleet.pass(at(step), []).unusual).toEqual([]);
    const { unusual } = fleet.pass(at(219), []);
    expect(unusual).toMatchObject([{ key: "gone", value: null, detectors: ["silence"] }]);
    expect(fleet.pass(at(199) + 1.1 * hourMs, [])).toMatchObject({ unusual: [], series: 0 });
  });

  it("does not judge what a release moved by what was before", () => {
    const series = { a: noisySeries(260, { seed: 4, level: 100, sigma: 2 }, (step) => (step >= 201 ? 60 : 0)) };
    const fleet = scorer();
    fleet.pass(at(199), [batchOf(series, 0, 200)]);
    for (let step = 200; step < 260; step += 1) {
      expect(fleet.pass(at(step), [batchOf(series, step, step + 1, { restartMs: [at(200)] })]).unusual).toEqual([]);
    }
  });

  it("learns what is usual of some series a pass, of each before any is learned again", () => {
    const learn = vi.spyOn(SeriesScorer.prototype, "learn");
    onTestFinished(() => learn.mockRestore());
    const names = Array.from({ length: 250 }, (_, i) => `series ${i}`);
    const series = Object.fromEntries(
      names.map((name, seed) => [name, noisySeries(50, { seed, level: 100, sigma: 2 })]),
    );
    const fleet = scorer();
    const learnedIn = (from: number, to: number) => {
      learn.mockClear();
      fleet.pass(at(to - 1), [batchOf(series, from, to)]);
      return learn.mock.contexts;
    };
    const learned = [learnedIn(0, 45), learnedIn(45, 46), learnedIn(46, 47)];
    expect(learned.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(new Set(learned.flat()).size).toBe(250);
    expect(learnedIn(47, 48)).toEqual([]);
  });

  it("tells what climbs to its limit", () => {
    const series = { used: noisySeries(360, { seed: 5, level: 40, sigma: 0.2 }, (step) => step / 30) };
    const fleet = scorer();
    const limits = Float64Array.of(80);
    fleet.pass(at(348), [batchOf(series, 0, 349, { limits })]);
    for (let step = 349; step < 360; step += 1) fleet.pass(at(step), [batchOf(series, step, step + 1, { limits })]);
    const [trend] = fleet.pass(at(360), [batchOf(series, 359, 360, { limits })]).trends;
    expect(trend).toMatchObject({ key: "used", limit: 80 });
    expect(trend?.perHour).toBeCloseTo(4, 0);
  });

  it("gives signals that stand together as they never did a vote more", () => {
    const load = noisySeries(201, { seed: 6, level: 0, sigma: 1 });
    const noise = noisySeries(201, { seed: 7, level: 0, sigma: 0.05 });
    const series = {
      requests: load.map((value, step) => (step >= 197 ? 107.5 : 100 + value)),
      // It follows the load, until it does not.
      tokens: load.map((value, step) => (step >= 197 ? 191 : 200 + 2 * value + (noise[step] ?? 0))),
    };
    const found = (together: string | null) => {
      const fleet = scorer();
      fleet.pass(at(196), [batchOf(series, 0, 197, { together })]);
      for (let step = 197; step < 200; step += 1) fleet.pass(at(step), [batchOf(series, step, step + 1, { together })]);
      return fleet.pass(at(200), [batchOf(series, 200, 201, { together })]).unusual;
    };
    // Neither is far enough off by itself.
    expect(found(null)).toEqual([]);
    expect(found("chat")).toMatchObject([{ key: "requests", detectors: ["robustZ", "forest"] }]);
  });
});

describe("growForest", () => {
  const rows = Array.from({ length: 300 }, (_, i) => {
    const [a = 0] = noisySeries(1, { seed: i, level: 0, sigma: 1 });
    const [b = 0] = noisySeries(1, { seed: 1000 + i, level: 0, sigma: 1 });
    return Float64Array.of(a, b);
  });
  const grow = () => growForest(rows, { trees: 64, sampleSize: 128, random: seededRandom(2) });

  it("knows a row that stands alone from one among others", () => {
    const forest = grow();
    expect(forest.score(Float64Array.of(0, 0))).toBeLessThan(0.5);
    expect(forest.score(Float64Array.of(7, -7))).toBeGreaterThan(0.7);
  });

  it("is the same for the same random numbers", () => {
    const row = Float64Array.of(2, 1);
    expect(grow().score(row)).toBe(grow().score(row));
  });
});

describe("timeToLimit", () => {
  const climbing = (perHour: number, sigma = 0.1) =>
    noisySeries(360, { seed: 8, level: 50, sigma }, (step) => (perHour * step * stepMs) / hourMs);

  it("is when the limit is reached if it goes on, at the earliest and at the latest", () => {
    const found = timeToLimit(climbing(5), stepMs, 80);
    // Three hours took it to 65.
    expect((found?.likelyMs ?? 0) / hourMs).toBeCloseTo(3, 1);
    expect(found?.leastMs).toBeLessThan(found?.likelyMs ?? 0);
    expect(found?.mostMs).toBeGreaterThan(found?.likelyMs ?? 0);
  });

  it.each([
    ["what stays", climbing(0)],
    ["what falls", climbing(-5)],
    ["what climbs less than its noise", climbing(0.5, 5)],
    ["what takes longer than a day", climbing(0.4)],
    ["half an hour", climbing(5).fill(Number.NaN, 0, 300)],
  ])("says nothing of %s", (_, values) => {
    expect(timeToLimit(values, stepMs, 80)).toBeNull();
  });

  it("is now where the limit is reached", () => {
    expect(timeToLimit(climbing(10), stepMs, 70)?.likelyMs).toBe(0);
  });
});
