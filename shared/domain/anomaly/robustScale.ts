import { medianOf, quantileOf } from "./order.ts";

/** Makes the median absolute deviation of normal noise its standard deviation. */
const normalFactor = 1.4826;

/** Where values stand and how far they are strewn, whatever a few of them do. */
export interface RobustScale {
  readonly median: number;
  /** Standard deviation, as the median absolute deviation tells it. */
  readonly sigma: number;
  /** The deviation that one value in a hundred goes beyond. */
  readonly tail: number;
}

/** Of measured values (none is NaN), which are reordered. */
export function robustScale(values: Float64Array): RobustScale {
  values.sort();
  const median = medianOf(values);
  for (let i = 0; i < values.length; i += 1) values[i] = Math.abs((values[i] ?? 0) - median);
  values.sort();
  return { median, sigma: medianOf(values) * normalFactor, tail: quantileOf(values, 0.99) };
}
