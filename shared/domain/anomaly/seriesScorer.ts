import { type Baseline, baselineOf } from "./baseline.ts";
import { cusum, lagOneCorrelation } from "./changePoint.ts";
import { measuredMedian } from "./order.ts";
import { anomalyParameters } from "./parameters.ts";
import { type RobustScale, robustScale } from "./robustScale.ts";
import { theilSen } from "./theilSen.ts";
import { Votes } from "./votes.ts";
import { Window } from "./window.ts";

const { quarterMs, quarters, recentSteps, warmUpSteps, guardSteps, adoptAfterMs, robustZ, seasonal } =
  anomalyParameters;
const { changePoint, spread, trend, silence, expectedShare } = anomalyParameters;
/** Baselines change by the hour, not by the step. */
const baselineEveryQuarters = 4;
const dayMs = 86_400_000;
/** Of its value: what changes by less is measured, not unusual. */
const leastShare = 0.02;

export interface ScorerOptions {
  readonly stepMs: number;
  /** A change of less than that, in the unit of the series, is nobody's business. */
  readonly leastChange: number;
}

/** What may be expected of a series at its newest step. */
export interface Expected {
  readonly low: number;
  readonly high: number;
}

/** One series over time: takes its values step by step and says of each whether it is unusual. */
export class SeriesScorer {
  readonly votes = new Votes();
  /** Null while too little is known. */
  expected: Expected | null = null;
  isUnusual = false;
  private readonly stepMs: number;
  private readonly leastChange: number;
  private readonly recent = new Window(recentSteps);
  /** What the baseline does not explain. */
  private readonly rests = new Window(recentSteps);
  private readonly unusual = new Uint8Array(recentSteps);
  private readonly quarters = new Window(quarters);
  private readonly scratch = new Float64Array(recentSteps);
  private atMs = Number.NaN;
  private quarterAtMs = Number.NaN;
  private quartersSinceBaseline = 0;
  private baseline: Baseline | null = null;
  private baselineIsOld = true;
  private trendScore = 0;
  /** What is older says nothing about now: a release, or what became usual. */
  private regimeMs = Number.NEGATIVE_INFINITY;
  private unusualSinceMs: number | null = null;

  constructor({ stepMs, leastChange }: ScorerOptions) {
    this.stepMs = stepMs;
    this.leastChange = leastChange;
  }

  /** The newest value, of the last three; NaN where there is none. */
  get value(): number {
    return this.recent.steadied;
  }

  /** The newest steps, oldest first; NaN is a gap. */
  get values(): Float64Array {
    return this.recent.values;
  }

  /** A sample of the past, at about a quarter of an hour: in any order. */
  remember(timeMs: number, value: number): void {
    const atMs = Math.floor(timeMs / quarterMs) * quarterMs;
    if (Number.isNaN(this.quarterAtMs)) this.quarterAtMs = atMs;
    const ahead = (atMs - this.quarterAtMs) / quarterMs;
    if (ahead > 0) {
      this.quarters.advance(ahead);
      this.quarterAtMs = atMs;
    }
    const place = quarters - 1 + Math.min(0, ahead);
    if (place < 0) return;
    this.quarters.values[place] = value;
    this.baselineIsOld = true;
  }

  /** From here on the series may be another one: what was usual before is not asked any more. */
  restart(timeMs: number): void {
    if (timeMs <= this.regimeMs) return;
    this.regimeMs = timeMs;
    this.baselineIsOld = true;
    this.unusual.fill(0);
    this.isUnusual = false;
    this.unusualSinceMs = null;
  }

  /** The value of a step (NaN: none), in the order of time. */
  push(timeMs: number, value: number): void {
    const steps = Number.isNaN(this.atMs) ? recentSteps : Math.round((timeMs - this.atMs) / this.stepMs);
    if (steps <= 0) return;
    this.advance(steps, timeMs);
    this.recent.newest = value;
    this.rests.newest = value - this.expectedAt(timeMs);
    this.takeQuarter(timeMs);
    this.judge(timeMs);
  }

  private advance(steps: number, timeMs: number): void {
    this.atMs = timeMs;
    this.recent.advance(steps);
    this.rests.advance(steps);
    this.unusual.copyWithin(0, Math.min(steps, recentSteps));
    this.unusual.fill(0, Math.max(0, recentSteps - steps));
  }

  private expectedAt(timeMs: number): number {
    return this.baseline?.at(timeMs) ?? 0;
  }

  private takeQuarter(timeMs: number): void {
    const quarter = Math.floor(timeMs / quarterMs) * quarterMs;
    if (Number.isNaN(this.quarterAtMs)) this.quarterAtMs = quarter;
    const passed = (quarter - this.quarterAtMs) / quarterMs;
    if (passed > 0) {
      this.quarters.advance(passed);
      this.quarterAtMs = quarter;
      // What is unusual does not teach what is usual.
      this.quarters.newest = this.isUnusual ? Number.NaN : this.recent.steadied;
      this.quartersSinceBaseline += passed;
    }
    if (this.baselineIsOld || this.quartersSinceBaseline >= baselineEveryQuarters) this.learn();
    if (passed > 0) this.trendScore = this.scoreTrend();
  }

  private learn(): void {
    this.baselineIsOld = false;
    this.quartersSinceBaseline = 0;
    this.baseline = baselineOf(this.quarters.values, this.quarterAtMs, this.regimeMs);
    const { values } = this.recent;
    for (let i = 0; i < values.length; i += 1) {
      this.rests.values[i] =
        (values[i] ?? Number.NaN) - this.expectedAt(this.atMs - (values.length - 1 - i) * this.stepMs);
    }
  }

  private judge(timeMs: number): void {
    const { votes } = this;
    votes.clear();
    const reference = this.reference(recentSteps - guardSteps);
    if (reference.length < warmUpSteps) {
      this.expected = null;
      this.settle(timeMs);
      return;
    }
    const scale = robustScale(reference);
    const least = Math.max(this.leastChange, leastShare * Math.abs(scale.median + this.expectedAt(timeMs)));
    const width = Math.max(robustZ.deviations * scale.sigma, robustZ.tail * scale.tail, least);
    const centre = this.expectedAt(timeMs) + scale.median;
    this.expected = { low: centre - width * expectedShare, high: centre + width * expectedShare };
    const rest = this.rests.steadied;
    if (Number.isNaN(rest)) votes.set("silence", this.scoreSilence());
    else {
      votes.set("robustZ", Math.abs(rest - scale.median) / width);
      votes.set("seasonal", this.scoreSeasonal(timeMs, rest, scale, least));
      votes.set("changePoint", this.scoreChange(least));
      votes.set("spread", this.scoreSpread(least));
      votes.set("trend", this.trendScore);
    }
    this.settle(timeMs);
  }

  private settle(timeMs: number): void {
    this.isUnusual = this.votes.isEnough(this.isUnusual);
    if (!this.isUnusual) {
      this.unusualSinceMs = null;
      return;
    }
    this.unusual[recentSteps - 1] = 1;
    this.unusualSinceMs ??= timeMs;
    if (timeMs - this.unusualSinceMs >= adoptAfterMs) this.restart(timeMs - adoptAfterMs / 2);
  }

  /** What the steps before `end` left unexplained, of now's regime and without what was unusual. */
  private reference(end: number): Float64Array {
    const { scratch, unusual } = this;
    const { values } = this.rests;
    let count = 0;
    for (let i = this.firstOfRegime; i < end; i += 1) {
      const value = values[i] ?? Number.NaN;
      if (Number.isNaN(value) || unusual[i] === 1) continue;
      scratch[count] = value;
      count += 1;
    }
    return scratch.subarray(0, count);
  }

  private get firstOfRegime(): number {
    return Math.max(0, recentSteps - 1 - Math.floor((this.atMs - this.regimeMs) / this.stepMs));
  }

  private scoreSeasonal(timeMs: number, rest: number, scale: RobustScale, least: number): number {
    if (!this.baseline) return 0;
    const sigma = this.baseline.sigmaAt(timeMs);
    const width = Math.max(seasonal.deviations * sigma, seasonal.tail * this.baseline.tail * sigma, least);
    // The level of a new regime is its own; the cycle goes on.
    const level = timeMs - this.regimeMs < dayMs ? scale.median : 0;
    return Math.abs(rest - level) / width;
  }

  private scoreChange(least: number): number {
    const held = recentSteps - this.firstOfRegime;
    const testSteps = Math.min(changePoint.testSteps, Math.floor(held / 3));
    const reference = this.reference(recentSteps - testSteps);
    if (reference.length < warmUpSteps) return 0;
    const { median, sigma } = robustScale(reference);
    const correlation = lagOneCorrelation(
      this.rests.values.subarray(this.firstOfRegime, recentSteps - testSteps),
      median,
    );
    const effective = Math.max(sigma, least / robustZ.deviations) * Math.sqrt((1 + correlation) / (1 - correlation));
    const tested = this.rests.values.subarray(recentSteps - testSteps);
    const moved = Math.abs(measuredMedian(tested.subarray(-guardSteps)) - median);
    if (!(moved >= Math.max(least, effective * changePoint.slack))) return 0;
    const { up, down } = cusum(tested, { centre: median, sigma: effective, slack: changePoint.slack });
    return Math.max(up, down) / changePoint.limit;
  }

  private scoreSpread(least: number): number {
    const split = recentSteps - spread.testSteps;
    const before = this.steps(this.firstOfRegime, split);
    if (before.length < warmUpSteps) return 0;
    const usual = Math.max(robustScale(before).sigma, (Math.SQRT2 * least) / robustZ.deviations);
    const lately = this.steps(split, recentSteps);
    if (lately.length < warmUpSteps) return 0;
    return Math.log(robustScale(lately).sigma / usual) / Math.log(spread.factor);
  }

  /** How far each value is from the one before: neither a level nor a slope is in that. */
  private steps(from: number, to: number): Float64Array {
    const { values } = this.rests;
    let count = 0;
    for (let i = Math.max(1, from); i < to; i += 1) {
      const step = (values[i] ?? Number.NaN) - (values[i - 1] ?? Number.NaN);
      if (Number.isNaN(step)) continue;
      this.scratch[count] = step;
      count += 1;
    }
    return this.scratch.subarray(0, count);
  }

  /** A half day of quarters that climb or fall beyond the noise around them. */
  private scoreTrend(): number {
    const { baseline, quarterAtMs } = this;
    const from = quarters - trend.quarters;
    const first = Math.max(from, quarters - 1 - Math.floor((quarterAtMs - this.regimeMs) / quarterMs));
    const isCycle = baseline !== null && baseline.kind !== "smoothed";
    const held = this.quarters.values.subarray(first);
    const x = Float64Array.from(held, (_, i) => i);
    const y = held.map(
      (value, i) => value - (isCycle ? baseline.at(quarterAtMs - (held.length - 1 - i) * quarterMs) : 0),
    );
    const line = theilSen(x, y, trend.confidence);
    if (!line || line.low * line.high <= 0) return 0;
    const slope = Math.min(Math.abs(line.low), Math.abs(line.high));
    const rests = y.map((value, i) => value - line.slope * i).filter((value) => !Number.isNaN(value));
    const least = Math.max(this.leastChange, leastShare * Math.abs(this.recent.steadied)) / robustZ.deviations;
    const score = (slope * held.length) / (trend.travel * Math.max(robustScale(rests).sigma, least));
    // Without a day to compare with, a morning looks like a leak.
    return isCycle ? score : Math.min(1, score);
  }

  /** Nothing for a while, of a series that had a value at nearly every step before. */
  private scoreSilence(): number {
    const { values } = this.recent;
    const last = values.findLastIndex((value) => !Number.isNaN(value));
    const silent = recentSteps - 1 - last;
    const before = values.subarray(Math.max(0, last + 1 - 2 * warmUpSteps), last + 1);
    const known = before.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
    if (known < silence.regular * before.length) return 0;
    return silent >= silence.steps ? anomalyParameters.mostVotes : 0;
  }
}
