import { evenTimes } from "../../base/evenTimes.ts";
import type { Steps } from "../../base/steps.ts";
import { anomalyParameters } from "./parameters.ts";
import { SeriesScorer } from "./seriesScorer.ts";

/** What was to be expected of a series over time: NaN in both where too little was known. */
export interface ExpectedBand {
  /** Unix ms, ascending. */
  readonly timesMs: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * The range that a series was expected in at each step from `fromMs` on, each by what came before it. `values` are `stepMs`
 * apart and begin at `startMs`, well before `fromMs`; NaN is a gap.
 */
export function* expectedBand(
  values: Float64Array,
  at: { readonly startMs: number; readonly fromMs: number; readonly stepMs: number; readonly leastChange: number },
): Steps<ExpectedBand> {
  const { startMs, fromMs, stepMs } = at;
  const scorer = new SeriesScorer(at);
  // What never was below zero is not expected there.
  const least = values.some((value) => value < 0) ? Number.NEGATIVE_INFINITY : 0;
  const lead = Math.max(0, Math.ceil((fromMs - startMs) / stepMs));
  const count = Math.max(0, values.length - lead);
  const band = {
    timesMs: evenTimes(startMs + lead * stepMs, stepMs, count),
    low: new Float64Array(count).fill(Number.NaN),
    high: new Float64Array(count).fill(Number.NaN),
  };
  for (const [i, value] of values.entries()) {
    yield;
    scorer.push(startMs + i * stepMs, value);
    if (i < lead || scorer.expected === null) continue;
    band.low[i - lead] = Math.max(least, scorer.expected.low);
    band.high[i - lead] = scorer.expected.high;
  }
  return band;
}

/** A band has about so many steps over its range. */
const bandSteps = 120;
const stepsMs = [10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000];

/** How far apart the steps of a band are, over a range. */
export function bandStepMs(rangeMs: number): number {
  return stepsMs.find((stepMs) => rangeMs / stepMs <= bandSteps) ?? 900_000;
}

const dayMs = 86_400_000;

/** How far back a band has to look to say something of its first step. */
export function bandLeadMs(stepMs: number): number {
  return Math.min(dayMs, anomalyParameters.recentSteps * stepMs);
}
