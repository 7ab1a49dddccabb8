import { FleetScorer, type ScoredBatch } from "../../../shared/domain/anomaly/fleetScorer.ts";
import { anomalyParameters } from "../../../shared/domain/anomaly/parameters.ts";
import { allSteps } from "../../builders/allSteps.ts";
import { noisySeries } from "../../builders/noisySeries.ts";
import { seededRandom } from "../../doubles/seededRandom.ts";

const { stepMs, recentSteps, quarterMs, quarters } = anomalyParameters;
const startMs = Date.UTC(2026, 10, 19);
/** More than an hour: within it all is learned anew, trends four times. */
const passes = 130;
const signalsTogether = 8;

/** How much of a processor's time a pass takes over series with two weeks of past, a tenth of them signals of services, all with a limit. */
export function timePasses(count: number): { readonly medianMs: number; readonly longestMs: number } {
  const length = recentSteps + passes;
  const all = Array.from({ length: count }, (_, s) => noisySeries(length, { seed: s, level: 100, sigma: 2 }));
  const keys = all.map((_, s) => `series ${s}`);
  const batchesAt = (from: number, to: number): readonly ScoredBatch[] => {
    const timesMs = Float64Array.from({ length: to - from }, (_, i) => startMs + (from + i) * stepMs);
    const part = (first: number, last: number, together: string | null): ScoredBatch => ({
      keys: keys.slice(first, last),
      timesMs,
      values: all.slice(first, last).map((values) => values.slice(from, to)),
      leastChange: 0,
      limits: new Float64Array(last - first).fill(200),
      restartMs: keys.slice(first, last).map(() => null),
      together,
    });
    const services = Math.floor(count / 10 / signalsTogether);
    return [
      ...Array.from({ length: services }, (_, i) =>
        part(i * signalsTogether, (i + 1) * signalsTogether, `service ${i}`),
      ),
      part(services * signalsTogether, count, null),
    ];
  };
  const fleet = new FleetScorer(seededRandom(1));
  const timed = (from: number, to: number) => {
    const batches = batchesAt(from, to);
    const before = process.cpuUsage();
    allSteps(fleet.pass(startMs + (to - 1) * stepMs, batches));
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const firstMs = timed(0, recentSteps);
  const past = Float64Array.from({ length: quarters }, (_, i) => startMs - (quarters - i) * quarterMs);
  fleet.remember({
    keys,
    timesMs: past,
    values: all.map((_, s) => noisySeries(quarters, { seed: s, level: 100, sigma: 2 })),
  });
  const tookMs = Array.from({ length: passes }, (_, i) => timed(recentSteps + i, recentSteps + i + 1));
  return { medianMs: tookMs.sort((a, b) => a - b)[passes / 2] ?? Number.NaN, longestMs: Math.max(firstMs, ...tookMs) };
}
