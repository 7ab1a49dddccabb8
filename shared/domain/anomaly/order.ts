/** Kept ones are of single precision, measured ones of double. */
export type Values = Float32Array | Float64Array;

/** The quantile of ascending values, between the two that are nearest; NaN of none. */
export function quantileOf(sorted: Values, quantile: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = (sorted.length - 1) * quantile;
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(sorted.length - 1, below + 1)] ?? Number.NaN;
  return low + (high - low) * (place - below);
}

export function medianOf(sorted: Values): number {
  return quantileOf(sorted, 0.5);
}

/** The median of the values that are there (NaN is none); NaN of none. */
export function measuredMedian(values: Values): number {
  const found = values.filter((value) => !Number.isNaN(value));
  return medianOf(found.sort());
}
