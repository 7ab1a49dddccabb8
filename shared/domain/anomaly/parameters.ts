/**
 * Everything that decides what is unusual. They were chosen on the series of tests/bench/anomaly (seeds from 1); the figures
 * that the bench prints are of other seeds.
 */
export const anomalyParameters = {
  /** A series is looked at once in that time. */
  stepMs: 30_000,
  /** What is looked back at, step by step: three hours. */
  recentSteps: 360,
  /** Values that have to be known before anything is said. */
  warmUpSteps: 40,
  /** What is looked back at for cycles: a sample each quarter of an hour, of two weeks before the last day. */
  quarterMs: 15 * 60_000,
  quarters: 15 * 96,
  /** The newest steps are no measure for themselves. */
  guardSteps: 10,
  /** What stays unusual for that long is what is usual from then on. */
  adoptAfterMs: 60 * 60_000,
  /** Two findings that are closer than that are one. */
  mergeWithinMs: 5 * 60_000,
  /** How many detectors have to agree, and how many votes one alone can have when it is that far beyond its own limit. */
  votesNeeded: 2,
  mostVotes: 2,
  /** Standard deviations from the median, and how far beyond what the series did lately anyway. */
  robustZ: { deviations: 6, tail: 1.4 },
  /** How much of that is what is called expected: beyond it, but not that far, nothing is said yet. */
  expectedShare: 2 / 3,
  /** The same, from what is expected at this time of day or week. */
  seasonal: { deviations: 5, tail: 1.2 },
  /** CUSUM over the newest steps: the slack a step is allowed, and the sum that is too much, in standard deviations. */
  changePoint: { testSteps: 120, slack: 1.4, limit: 12 },
  /** How many times as wide as before the newest steps are strewn. */
  spread: { testSteps: 60, factor: 1.9 },
  /** Of a half day in quarters: how sure a slope is, and how far it went against the noise around it. */
  trend: { quarters: 48, confidence: 0.99, travel: 5 },
  /** Steps without a value of a series that had them regularly. */
  silence: { steps: 20, regular: 0.9 },
  /** Of a service's signals together: the score that is odd, and how far beyond what one moment in twenty has anyway. */
  forest: { trees: 64, sampleSize: 128, score: 0.6, usual: 0.95, margin: 1.05 },
} as const;
