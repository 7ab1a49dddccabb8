import { totalOf } from "./bins.ts";

/** A test that is made of many features again and again must not cry wolf once in twenty times. */
const alpha = 0.001;

/**
 * Kolmogorov and Smirnov's distance of two sets of counts in the same bins, 0..1: how far the shares of what is below a
 * bound lie apart at most. Between the bounds they may lie further apart: of bins it is never too large.
 */
export function ksDistance(reference: readonly number[], now: readonly number[]): number {
  const all = { reference: totalOf(reference), now: totalOf(now) };
  let below = { reference: 0, now: 0 };
  let largest = 0;
  reference.forEach((count, i) => {
    below = { reference: below.reference + count, now: below.now + (now[i] ?? 0) };
    largest = Math.max(largest, Math.abs(below.reference / all.reference - below.now / all.now));
  });
  return largest;
}

/** The distance that samples of one distribution have once in a thousand times at most, for two samples that are not tiny. */
export function ksCritical(referenceSamples: number, samples: number): number {
  return Math.sqrt(-Math.log(alpha / 2) / 2) * Math.sqrt(1 / referenceSamples + 1 / samples);
}
