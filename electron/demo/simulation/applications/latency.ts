/** A spread of latencies: half of them below `medianSeconds`; the larger `steepness` (above 1), the fewer far from it. */
export interface Latency {
  readonly medianSeconds: number;
  readonly steepness: number;
}

/** The share of observations of at most `seconds`: a log-logistic distribution, which has the long tail of real ones. */
export function shareBelow({ medianSeconds, steepness }: Latency, seconds: number): number {
  return seconds === Number.POSITIVE_INFINITY ? 1 : 1 / (1 + (medianSeconds / seconds) ** steepness);
}

export function meanSeconds({ medianSeconds, steepness }: Latency): number {
  const angle = Math.PI / steepness;
  return (medianSeconds * angle) / Math.sin(angle);
}
