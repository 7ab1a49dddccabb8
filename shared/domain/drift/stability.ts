import { totalOf } from "./bins.ts";

/** An empty bin stands for this share, so that its logarithm is finite; bins that both leave empty say nothing. */
const emptyShare = 1e-4;
/** Of a normal distribution: one in a thousand is above. */
const z999 = 3.0902;

/**
 * Population stability index of two sets of counts in the same bins: the sum of (p - q) ln(p / q) over their shares. It is
 * 0 for the same shares and the same both ways round. Below 0.1 it is usually called stable, above 0.25 shifted.
 */
export function populationStability(reference: readonly number[], now: readonly number[]): number {
  const all = { reference: totalOf(reference), now: totalOf(now) };
  return reference.reduce((sum, count, i) => {
    const other = now[i] ?? 0;
    if (count <= 0 && other <= 0) return sum;
    const p = Math.max(count / all.reference, emptyShare);
    const q = Math.max(other / all.now, emptyShare);
    return sum + (p - q) * Math.log(p / q);
  }, 0);
}

/**
 * What the index reaches once in a thousand times between samples of one and the same distribution: chi-squared with a
 * degree of freedom less than there are bins, times 1/n + 1/m (Yurdakul and Naranjo, 2020). Quantile by Wilson and Hilferty.
 */
export function stabilityByChance(binCount: number, referenceSamples: number, samples: number): number {
  const degrees = binCount - 1;
  if (degrees < 1) return 0;
  const part = 2 / (9 * degrees);
  const quantile = degrees * (1 - part + z999 * Math.sqrt(part)) ** 3;
  return quantile * (1 / referenceSamples + 1 / samples);
}
