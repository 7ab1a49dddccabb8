import type { Budget, Count } from "./budget.ts";

/** Slices that lie side by side add up to any window of n x 5 minutes. */
export const sliceMs = 5 * 60_000;

/** What was counted in the five minutes that end at `endMs`. */
export interface Slice extends Count {
  /** Unix ms, a whole minute. */
  readonly endMs: number;
}

/** Those that end in (`fromMs`, `toMs`] and lie side by side, the last one ending at `toMs`. */
export function sideBySide(slices: readonly Slice[], fromMs: number, toMs: number): readonly Slice[] {
  return slices.filter(({ endMs }) => endMs > fromMs && endMs <= toMs && (toMs - endMs) % sliceMs === 0);
}

export function sumOf(slices: readonly Count[]): Count {
  let bad = 0;
  let total = 0;
  for (const slice of slices) {
    bad += slice.bad;
    total += slice.total;
  }
  return { bad, total };
}

export interface BurnDownPoint {
  readonly timeMs: number;
  /** 1 is all of the budget of the whole window. */
  readonly leftRatio: number;
}

/**
 * How the budget of a window went, in at most `mostPoints` steps: what was spent up to each of them, of what the whole window
 * allows, so that the last point is the budget's own `leftRatio`.
 */
export function burnDown(slices: readonly Slice[], budget: Budget, mostPoints: number): readonly BurnDownPoint[] {
  const every = Math.max(1, Math.ceil(slices.length / mostPoints));
  const points: BurnDownPoint[] = [];
  let bad = 0;
  slices.forEach((slice, index) => {
    bad += slice.bad;
    const isShown = (slices.length - 1 - index) % every === 0;
    if (isShown) points.push({ timeMs: slice.endMs, leftRatio: bad === 0 ? 1 : 1 - bad / budget.allowedBad });
  });
  return points;
}

export interface Stretch {
  /** Unix ms. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** Time of a window in which nothing was counted, oldest first; slices lie side by side and in order. */
export function gapsIn(slices: readonly Slice[], fromMs: number, toMs: number): readonly Stretch[] {
  const gaps: Stretch[] = [];
  let knownMs = fromMs;
  for (const { endMs } of slices) {
    if (endMs - sliceMs - knownMs >= sliceMs) gaps.push({ fromMs: knownMs, toMs: endMs - sliceMs });
    knownMs = endMs;
  }
  if (toMs - knownMs >= sliceMs) gaps.push({ fromMs: knownMs, toMs });
  return gaps;
}

/**
 * Sums over the `windowMs` that end at each of `endsMs` (ascending, whole minutes apart in multiples of a slice), of slices
 * that lie side by side and in order.
 */
export function movingSums(slices: readonly Slice[], windowMs: number, endsMs: readonly number[]): readonly Count[] {
  let first = 0;
  let next = 0;
  let bad = 0;
  let total = 0;
  return endsMs.map((endMs) => {
    for (let slice = slices[next]; slice && slice.endMs <= endMs; slice = slices[next]) {
      bad += slice.bad;
      total += slice.total;
      next += 1;
    }
    for (let slice = slices[first]; slice && first < next && slice.endMs <= endMs - windowMs; slice = slices[first]) {
      bad -= slice.bad;
      total -= slice.total;
      first += 1;
    }
    return first === next ? { bad: 0, total: 0 } : { bad: Math.max(0, bad), total: Math.max(0, total) };
  });
}
