import { type Baseline, baselineOf, leastQuarters } from "./baseline.ts";
import { cusum, lagOneCorrelation } from "./changePoint.ts";
import type { DetectorId } from "./detectors.ts";
import { LongWindow } from "./longWindow.ts";
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
const scalesEverySteps = 4;
const dayMs = 86_400_000;
/** Of its value: what changes by less is measured, not unusual. */
const leastShare = 0.02;

export interface ScorerOptions {
  readonly stepMs: number;
  /** A change of less than that, in the unit of the series, is nobody's business. */
  readonly leastChange: number;
  /** Scorers of different phases do their slow work at different steps. */
  readonly phase?: number;
}

/** Of whichever series is measured at the moment. */
const scratch = new Float64Array(recentSteps);

/** How a series is measured for some steps. */
interface Scales {
  readonly usual: RobustScale;
  /** Beyond that it is a vote. */
  readonly width: number;
  readonly least: number;
  readonly change: { readonly centre: number; readonly sigma: number; readonly testSteps: number } | null;
  readonly spread: number;
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
  /** How far it is from what it did lately; beyond 1 is a vote. */
  deviation = 0;
  private readonly stepMs: number;
  private readonly leastChange: number;
  private readonly phase: number;
  private scales: Scales | null = null;
  private readonly recent = new Window(recentSteps);
  /** What the baseline does not explain; null without one, which explains nothing. */
  private unexplained: Window | null = null;
  private readonly unusual = new Uint8Array(recentSteps);
  private readonly quarters = new LongWindow(quarters);
  private atMs = Number.NaN;
  private quarterAtMs = Number.NaN;
  private quartersSinceBaseline = 0;
  private baseline: Baseline | null = null;
  private baselineIsOld = true;
  private trendIsOld = false;
  private trendScore = 0;
  /** What is older says nothing about now: a release, or what became usual. */
  private regimeMs = Number.NEGATIVE_INFINITY;
  private unusualSinceMs: number | null = null;

  constructor({ stepMs, leastChange, phase = 0 }: ScorerOptions) {
    this.stepMs = stepMs;
    this.phase = phase;
    this.leastChange = leastChange;
  }

  /** The newest value, of the last three; NaN where there is none. */
  get value(): number {
    return this.recent.steadied;
  }

  /** The newest steps, oldest first; NaN is a gap. */
  get values(): Float32Array {
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
    this.quarters.set(Math.max(0, -ahead), value);
    this.baselineIsOld = true;
  }

  /** From here on the series may be another one: what was usual before is not asked any more. */
  restart(timeMs: number): void {
    if (timeMs <= this.regimeMs) return;
    this.regimeMs = timeMs;
    this.baselineIsOld = true;
    this.scales = null;
    this.unusual.fill(0);
    this.isUnusual = false;
    this.unusualSinceMs = null;
  }

  /** When the newest step was, Unix ms; NaN before the first. */
  get newestMs(): number {
    return this.atMs;
  }

  /** Takes a step (NaN: no value), learns what there is to learn, and judges it. */
  push(timeMs: number, value: number): void {
    this.take(timeMs, value);
    if (this.isToLearn) this.learn();
    this.judge();
  }

  /** The value of a step (NaN: none), in the order of time. */
  take(timeMs: number, value: number): void {
    const steps = Number.isNaN(this.atMs) ? recentSteps : Math.round((timeMs - this.atMs) / this.stepMs);
    if (steps <= 0) return;
    this.advance(steps, timeMs);
    this.recent.newest = value;
    if (this.unexplained) this.unexplained.newest = value - this.expectedAt(timeMs);
    this.takeQuarter(timeMs);
  }

  /** Whether the past says more than when it was last learned from. */
  get isToLearn(): boolean {
    return this.trendIsOld || this.isBaselineDue;
  }

  /** Takes some milliseconds: until then the newest step is judged by what was known before. */
  learn(): void {
    if (this.isBaselineDue) this.learnBaseline();
    this.trendIsOld = false;
    this.trendScore = this.scoreTrend();
  }

  /** Says of the newest step whether it is unusual. */
  judge(): void {
    this.vote(this.atMs);
    this.settle(this.atMs);
  }

  /** What somebody else has to say of the newest step. */
  hear(detector: DetectorId, score: number): void {
    this.votes.set(detector, score);
    this.settle(this.atMs);
  }

  private advance(steps: number, timeMs: number): void {
    this.atMs = timeMs;
    this.recent.advance(steps);
    this.unexplained?.advance(steps);
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
      this.quarters.set(0, this.isUnusual ? Number.NaN : this.recent.steadied);
      this.quartersSinceBaseline += passed;
      this.trendIsOld = true;
    }
  }

  private get isBaselineDue(): boolean {
    return this.baselineIsOld || this.quartersSinceBaseline >= baselineEveryQuarters;
  }

  private learnBaseline(): void {
    this.baselineIsOld = false;
    this.quartersSinceBaseline = 0;
    this.scales = null;
    this.baseline =
      this.quarters.told < leastQuarters ? null : baselineOf(this.quarters.values, this.quarterAtMs, this.regimeMs);
    if (this.baseline === null) {
      this.unexplained = null;
      return;
    }
    this.unexplained ??= new Window(recentSteps);
    const { values } = this.recent;
    for (let i = 0; i < values.length; i += 1) {
      this.unexplained.values[i] =
        (values[i] ?? Number.NaN) - this.expectedAt(this.atMs - (values.length - 1 - i) * this.stepMs);
    }
  }

  private get rests(): Window {
    return this.unexplained ?? this.recent;
  }

  private vote(timeMs: number): void {
    const { votes } = this;
    votes.clear();
    this.deviation = 0;
    if (this.scales === null || this.isTurn) this.scales = this.measure(timeMs);
    const { scales } = this;
    if (scales === null) {
      this.expected = null;
      return;
    }
    const { usual, width, least } = scales;
    const centre = this.expectedAt(timeMs) + usual.median;
    this.expected = { low: centre - width * expectedShare, high: centre + width * expectedShare };
    const rest = this.rests.steadied;
    if (Number.isNaN(rest)) votes.set("silence", this.scoreSilence());
    else {
      this.deviation = Math.abs(rest - usual.median) / width;
      votes.set("robustZ", this.deviation);
      votes.set("seasonal", this.scoreSeasonal(timeMs, rest, usual, least));
      votes.set("changePoint", this.scoreChange(scales));
      votes.set("spread", scales.spread);
      votes.set("trend", this.trendScore);
    }
  }

  /** Scales change by minutes: not every series measures its own at the same step. */
  private get isTurn(): boolean {
    return (Math.round(this.atMs / this.stepMs) + this.phase) % scalesEverySteps === 0;
  }

  private measure(timeMs: number): Scales | null {
    const reference = this.reference(recentSteps - guardSteps);
    if (reference.length < warmUpSteps) return null;
    const usual = robustScale(reference);
    const least = Math.max(this.leastChange, leastShare * Math.abs(usual.median + this.expectedAt(timeMs)));
    return {
      usual,
      width: Math.max(robustZ.deviations * usual.sigma, robustZ.tail * usual.tail, least),
      least,
      change: this.measureBefore(least),
      spread: this.scoreSpread(least),
    };
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
    const { unusual } = this;
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

  /** What a change is held against: the steps before those that are tested. */
  private measureBefore(least: number): Scales["change"] {
    const held = recentSteps - this.firstOfRegime;
    const testFrom = recentSteps - Math.min(changePoint.testSteps, Math.floor(held / 3));
    const reference = this.reference(testFrom);
    if (reference.length < warmUpSteps) return null;
    const { median, sigma } = robustScale(reference);
    const correlation = lagOneCorrelation(this.rests.values.subarray(this.firstOfRegime, testFrom), median);
    const effective = Math.max(sigma, least / robustZ.deviations) * Math.sqrt((1 + correlation) / (1 - correlation));
    return { centre: median, sigma: effective, testSteps: recentSteps - testFrom };
  }

  private scoreChange({ change, least }: Scales): number {
    if (change === null) return 0;
    const { centre, sigma, testSteps } = change;
    const tested = this.rests.values.subarray(recentSteps - testSteps);
    const { up, down } = cusum(tested, { centre, sigma, slack: changePoint.slack });
    const sum = Math.max(up, down);
    if (sum < changePoint.limit) return 0;
    const moved = Math.abs(measuredMedian(tested.subarray(-guardSteps)) - centre);
    return moved >= Math.max(least, sigma * changePoint.slack) ? sum / changePoint.limit : 0;
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
      scratch[count] = step;
      count += 1;
    }
    return scratch.subarray(0, count);
  }

  /** A half day of quarters that climb or fall beyond the noise around them. */
  private scoreTrend(): number {
    const { baseline, quarterAtMs } = this;
    const sinceRegime = 1 + Math.floor((quarterAtMs - this.regimeMs) / quarterMs);
    const count = Math.max(0, Math.min(trend.quarters, sinceRegime));
    const isCycle = baseline !== null && baseline.kind !== "smoothed";
    const held = this.quarters.newest(count);
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
