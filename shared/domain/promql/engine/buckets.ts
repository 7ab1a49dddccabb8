/** Cumulative buckets of a classic histogram: how many observations were at most `bounds[i]`, bounds ascending. */
export interface Buckets {
  readonly bounds: Float64Array;
  readonly counts: Float64Array;
}

const smallestNormal = 2.2250738585072014e-308;
/** Smaller differences between counts are what rates and sums round to. */
const tolerance = 1e-12;

/** The φ-quantile, by a straight line within its bucket. NaN when the buckets say nothing. */
export function bucketQuantile(phi: number, { bounds, counts }: Buckets): number {
  if (Number.isNaN(phi)) return Number.NaN;
  if (phi < 0) return Number.NEGATIVE_INFINITY;
  if (phi > 1) return Number.POSITIVE_INFINITY;
  const last = bounds.length - 1;
  const total = counts[last] ?? 0;
  if (last < 1 || bounds[last] !== Number.POSITIVE_INFINITY || total === 0) return Number.NaN;
  const rank = phi * total;
  let index = 0;
  while (index < last && !((counts[index] ?? 0) >= rank)) index++;
  const upper = bounds[index] ?? 0;
  if (index === last) return bounds[last - 1] ?? 0;
  if (index === 0 && upper <= 0) return upper;
  const lower = index === 0 ? 0 : (bounds[index - 1] ?? 0);
  const below = index === 0 ? 0 : (counts[index - 1] ?? 0);
  return lower + (upper - lower) * ((rank - below) / ((counts[index] ?? 0) - below));
}

/** The share of observations between `lower` and `upper`. NaN when the buckets say nothing. */
export function bucketFraction(lower: number, upper: number, buckets: Buckets): number {
  const { bounds, counts } = buckets;
  const last = bounds.length - 1;
  const total = counts[last] ?? 0;
  if (last < 0 || bounds[last] !== Number.POSITIVE_INFINITY) return Number.NaN;
  if (total === 0 || Number.isNaN(total) || Number.isNaN(lower) || Number.isNaN(upper)) return Number.NaN;
  if (lower >= upper) return 0;
  return (rankOf(upper, buckets) - rankOf(lower, buckets)) / total;
}

/** How many observations were at most `value`, by a straight line within its bucket. */
function rankOf(value: number, { bounds, counts }: Buckets): number {
  let below = 0;
  for (let i = 0; i < bounds.length; i++) {
    const upper = bounds[i] ?? 0;
    const lower = i > 0 ? (bounds[i - 1] ?? 0) : upper > 0 ? 0 : Number.NEGATIVE_INFINITY;
    const count = counts[i] ?? 0;
    if (value <= lower) return below;
    if (value < upper) {
      return Number.isFinite(upper - lower) ? below + ((count - below) * (value - lower)) / (upper - lower) : below;
    }
    below = count;
  }
  return below;
}

/**
 * Makes counts rise from bucket to bucket, in place: tiny differences are taken as none, silently; real falls are
 * filled up. True when there were such.
 */
export function forceMonotonic(counts: Float64Array): boolean {
  let highest = counts[0] ?? 0;
  let forced = false;
  for (let i = 1; i < counts.length; i++) {
    const count = counts[i] ?? 0;
    if (count === highest) continue;
    const isTiny = isAlmostEqual(highest, count);
    if (isTiny || count < highest) counts[i] = highest;
    else highest = count;
    if (!isTiny && count < highest) forced = true;
  }
  return forced;
}

function isAlmostEqual(a: number, b: number): boolean {
  const sum = Math.abs(a) + Math.abs(b);
  const difference = Math.abs(a - b);
  if (a === 0 || b === 0 || sum < smallestNormal) return difference < tolerance * smallestNormal;
  return difference / Math.min(sum, Number.MAX_VALUE) < tolerance;
}
