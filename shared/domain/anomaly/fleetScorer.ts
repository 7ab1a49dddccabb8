import type { Steps } from "../../base/steps.ts";
import type { DetectorId } from "./detectors.ts";
import { growForest, type IsolationForest } from "./isolationForest.ts";
import { quantileOf } from "./order.ts";
import { anomalyParameters } from "./parameters.ts";
import { SeriesScorer } from "./seriesScorer.ts";
import { type TimeToLimit, timeToLimit } from "./timeToLimit.ts";

const { stepMs, adoptAfterMs, forest: forestParameters, guardSteps, warmUpSteps } = anomalyParameters;
/** Trends and forests change by minutes: of each series in its turn. */
const slowEverySteps = 10;
/** What takes milliseconds of each series is spread over passes: over that many of a large fleet, at once in a small one. */
const learnedWithinPasses = 20;
const leastLearnedAPass = 100;

/** Steps of some series, as they were asked for together. */
export interface ScoredBatch {
  /** What the series are called here: one name is one series. */
  readonly keys: readonly string[];
  /** Unix ms, ascending. */
  readonly timesMs: Float64Array;
  /** By series; NaN is a gap. */
  readonly values: readonly Float64Array[];
  readonly leastChange: number;
  /** Where each series ends; NaN where it has no limit, and null where none has. */
  readonly limits: Float64Array | null;
  /** When each may have become another one; null for never. */
  readonly restartMs: readonly (number | null)[];
  /** Series of one name here are signals of one thing, and are looked at together; null for each by itself. */
  readonly together: string | null;
}

/** A series that is unusual now. */
interface UnusualSeries {
  readonly key: string;
  /** Null while it is silent. */
  readonly value: number | null;
  readonly low: number;
  readonly high: number;
  readonly detectors: readonly DetectorId[];
}

export interface ScoredPass {
  readonly unusual: readonly UnusualSeries[];
  readonly trends: readonly (TimeToLimit & { readonly key: string; readonly value: number; readonly limit: number })[];
  readonly series: number;
  /** Of these enough is known to say what is expected. */
  readonly known: readonly string[];
}

interface Watched {
  readonly scorer: SeriesScorer;
  readonly turn: number;
  limit: number;
  trend: TimeToLimit | null;
  lastMs: number;
}

/** Signals of one thing. */
interface Together {
  readonly keys: Set<string>;
  readonly turn: number;
  forest: IsolationForest | null;
  usual: number;
}

/** Every watched series of a fleet, pass by pass. */
export class FleetScorer {
  private readonly series = new Map<string, Watched>();
  private readonly groups = new Map<string, Together>();
  /** Those that have something to learn, the one that waits longest first. */
  private readonly learners = new Set<string>();
  private readonly random: () => number;
  private passes = 0;

  constructor(random: () => number) {
    this.random = random;
  }

  /** Samples of the past, about a quarter of an hour apart, of series that were taken already. */
  remember({ keys, timesMs, values }: Pick<ScoredBatch, "keys" | "timesMs" | "values">): void {
    keys.forEach((key, s) => {
      const scorer = this.series.get(key)?.scorer;
      timesMs.forEach((timeMs, i) => {
        const value = values[s]?.[i] ?? Number.NaN;
        if (!Number.isNaN(value)) scorer?.remember(timeMs, value);
      });
    });
  }

  /** Takes what is new; series that are known and not among it have no value at the steps of `nowMs`. A step is one series. */
  *pass(nowMs: number, batches: readonly ScoredBatch[]): Steps<ScoredPass> {
    this.passes += 1;
    for (const batch of batches) yield* this.take(batch);
    const unusual: UnusualSeries[] = [];
    const trends: ScoredPass["trends"][number][] = [];
    const known: string[] = [];
    for (const [key, one] of this.series) {
      if (nowMs - one.lastMs > adoptAfterMs) {
        this.series.delete(key);
        continue;
      }
      if (one.scorer.newestMs < nowMs) one.scorer.take(nowMs, Number.NaN);
      if (one.scorer.isToLearn) this.learners.add(key);
    }
    yield* this.learn();
    for (const [key, one] of this.series) {
      one.scorer.judge();
      if (one.scorer.expected) known.push(key);
      yield;
    }
    for (const group of this.groups.values()) {
      this.judgeTogether(group);
      yield;
    }
    for (const [key, one] of this.series) {
      const { scorer } = one;
      if (scorer.isUnusual && scorer.expected) {
        const { value } = scorer;
        unusual.push({
          key,
          value: Number.isNaN(value) ? null : value,
          ...scorer.expected,
          detectors: scorer.votes.agreeing,
        });
      }
      if (Number.isNaN(one.limit)) continue;
      if (one.turn === this.passes % slowEverySteps) one.trend = timeToLimit(scorer.values, stepMs, one.limit);
      if (one.trend && !Number.isNaN(scorer.value)) {
        trends.push({ key, value: scorer.value, limit: one.limit, ...one.trend });
      }
      yield;
    }
    return { unusual, trends, series: this.series.size, known };
  }

  private *learn(): Steps<void> {
    let left = Math.max(leastLearnedAPass, Math.ceil(this.series.size / learnedWithinPasses));
    for (const key of this.learners) {
      if (left === 0) return;
      left -= 1;
      this.learners.delete(key);
      this.series.get(key)?.scorer.learn();
      yield;
    }
  }

  private *take({ keys, timesMs, values, leastChange, limits, restartMs, together }: ScoredBatch): Steps<void> {
    for (const [s, key] of keys.entries()) {
      const one = this.watched(key, leastChange, together);
      one.limit = limits?.[s] ?? Number.NaN;
      const restart = restartMs[s] ?? null;
      if (restart !== null) one.scorer.restart(restart);
      timesMs.forEach((timeMs, i) => {
        const value = values[s]?.[i] ?? Number.NaN;
        one.scorer.take(timeMs, value);
        if (!Number.isNaN(value)) one.lastMs = timeMs;
      });
      yield;
    }
  }

  private watched(key: string, leastChange: number, together: string | null): Watched {
    const found = this.series.get(key);
    if (found) return found;
    const made: Watched = {
      scorer: new SeriesScorer({ stepMs, leastChange, phase: this.series.size }),
      turn: (this.series.size + 1) % slowEverySteps,
      limit: Number.NaN,
      trend: null,
      lastMs: Number.NEGATIVE_INFINITY,
    };
    this.series.set(key, made);
    if (together !== null) {
      const turn = (this.passes + this.groups.size) % slowEverySteps;
      const group = this.groups.get(together) ?? { keys: new Set<string>(), turn, forest: null, usual: 1 };
      group.keys.add(key);
      this.groups.set(together, group);
    }
    return made;
  }

  /** A second opinion on the signals of one thing: where they stand together as they never did, the one furthest off gets a vote. */
  private judgeTogether(group: Together): void {
    const scorers = [...group.keys].flatMap((key) => this.series.get(key)?.scorer ?? []);
    if (scorers.length < 2) return;
    if (this.passes % slowEverySteps === group.turn) {
      const rows = rowsOf(scorers);
      if (rows.length < warmUpSteps) return;
      group.forest = growForest(rows, { ...forestParameters, random: this.random });
      const scores = Float64Array.from(rows, (row) => group.forest?.score(row) ?? 0).sort();
      group.usual = quantileOf(scores, forestParameters.usual);
    }
    const now = Float64Array.from(scorers, (scorer) => scorer.value);
    if (!group.forest || now.some(Number.isNaN)) return;
    const limit = Math.max(forestParameters.score, group.usual * forestParameters.margin);
    const furthest = scorers.reduce((a, b) => (b.deviation > a.deviation ? b : a));
    furthest.hear("forest", group.forest.score(now) / limit);
  }
}

/** The signals at each step at which all were measured, without the newest. */
function rowsOf(scorers: readonly SeriesScorer[]): readonly Float64Array[] {
  const columns = scorers.map(({ values }) => values);
  const length = (columns[0]?.length ?? 0) - guardSteps;
  const rows: Float64Array[] = [];
  for (let step = 0; step < length; step += 1) {
    const row = Float64Array.from(columns, (column) => column[step] ?? Number.NaN);
    if (!row.some(Number.isNaN)) rows.push(row);
  }
  return rows;
}
