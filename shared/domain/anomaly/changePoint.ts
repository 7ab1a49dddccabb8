import type { Values } from "./order.ts";

/** Beyond that, noise that follows itself cannot be told from a level that moves. */
const mostCorrelation = 0.9;

/** The part of a step's noise that is that of the step before, 0 to 0.9; NaN is a gap. */
export function lagOneCorrelation(values: Values, centre: number): number {
  let product = 0;
  let square = 0;
  let last = Number.NaN;
  for (const value of values) {
    const off = value - centre;
    if (Number.isNaN(off)) {
      last = Number.NaN;
      continue;
    }
    if (!Number.isNaN(last)) product += off * last;
    square += off * off;
    last = off;
  }
  return square === 0 ? 0 : Math.min(mostCorrelation, Math.max(0, product / square));
}

export interface CusumOptions {
  readonly centre: number;
  readonly sigma: number;
  /** What each step may be off, in sigmas, without adding up. */
  readonly slack: number;
  /** A single step counts no more than that many sigmas. */
  readonly mostAStep?: number;
}

/** Page's two-sided CUSUM: the sums of what is above and below at the end, in sigmas; gaps leave them as they are. */
export function cusum(
  values: Values,
  { centre, sigma, slack, mostAStep = 4 }: CusumOptions,
): { readonly up: number; readonly down: number } {
  let up = 0;
  let down = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const off = Math.max(-mostAStep, Math.min(mostAStep, (value - centre) / sigma));
    up = Math.max(0, up + off - slack);
    down = Math.max(0, down - off - slack);
  }
  return { up, down };
}
