import { z } from "zod";

/**
 * Observations counted in bins, as the buckets of a Prometheus histogram: bin `i` holds what was above `upper[i - 1]` and at
 * most `upper[i]`; the last one, without a bound, what was above all of them.
 */
export const bins = z.object({ upper: z.array(z.number()).readonly(), counts: z.array(z.number()).readonly() });
export type Bins = Readonly<z.infer<typeof bins>>;

/** Two sets of counts in the same bins. */
export interface JoinedBins {
  readonly upper: readonly number[];
  readonly reference: readonly number[];
  readonly now: readonly number[];
}

/**
 * The bins of cumulative buckets, in any order; null without `+Inf`, which is the count of all. What a bucket has less than
 * a lower one is an error of the extrapolation of their increases, and counts as nothing.
 */
export function binsOf(buckets: readonly { readonly le: number; readonly count: number }[]): Bins | null {
  const sorted = [...buckets].sort((a, b) => a.le - b.le);
  if (sorted.at(-1)?.le !== Number.POSITIVE_INFINITY) return null;
  let below = 0;
  const counts = sorted.map(({ count }) => {
    const own = Math.max(0, count - below);
    below += own;
    return own;
  });
  return { upper: sorted.slice(0, -1).map(({ le }) => le), counts };
}

export function totalOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Both in the bins whose bounds they share; null where they share none and so tell nothing about each other's shape. */
export function joinBins(reference: Bins, now: Bins): JoinedBins | null {
  const upper = reference.upper.filter((bound) => now.upper.includes(bound));
  if (upper.length === 0) return null;
  return { upper, reference: inBounds(reference, upper), now: inBounds(now, upper) };
}

/** Counted together, in the bins whose bounds they share; null where they share none. */
export function addBins(a: Bins, b: Bins): Bins | null {
  const joined = joinBins(a, b);
  return joined && { upper: joined.upper, counts: joined.reference.map((count, i) => count + (joined.now[i] ?? 0)) };
}

/** Neighbours put together until each bin holds at least `leastShare` of what both have in all; the rest joins the last one. */
export function coarsened({ upper, reference, now }: JoinedBins, leastShare: number): JoinedBins {
  const least = (totalOf(reference) + totalOf(now)) * leastShare;
  const joined = { upper: [] as number[], reference: [] as number[], now: [] as number[] };
  let open = { reference: 0, now: 0 };
  reference.forEach((count, i) => {
    open = { reference: open.reference + count, now: open.now + (now[i] ?? 0) };
    if (open.reference + open.now < least) return;
    joined.upper.push(upper[i] ?? Number.POSITIVE_INFINITY);
    joined.reference.push(open.reference);
    joined.now.push(open.now);
    open = { reference: 0, now: 0 };
  });
  const last = joined.reference.length - 1;
  if (last < 0) return { upper: [], reference: [totalOf(reference)], now: [totalOf(now)] };
  joined.reference[last] = (joined.reference[last] ?? 0) + open.reference;
  joined.now[last] = (joined.now[last] ?? 0) + open.now;
  // The last bin has no bound.
  return { ...joined, upper: joined.upper.slice(0, last) };
}

/** `upper` is a part of the bins' own bounds. */
function inBounds(own: Bins, upper: readonly number[]): readonly number[] {
  const counts = new Array<number>(upper.length + 1).fill(0);
  let bin = 0;
  own.counts.forEach((count, i) => {
    while (bin < upper.length && (own.upper[i] ?? Number.POSITIVE_INFINITY) > (upper[bin] ?? 0)) bin += 1;
    counts[bin] = (counts[bin] ?? 0) + count;
  });
  return counts;
}
