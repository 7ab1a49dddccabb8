interface SmoothingFactors {
  readonly level: number;
  readonly trend: number;
  readonly season: number;
  /** What is left of a trend after each step. */
  readonly damping: number;
}

const usual: SmoothingFactors = { level: 0.3, trend: 0.05, season: 0.2, damping: 0.9 };

/**
 * What additive Holt-Winters expects at each step from those before it, and one step further: one value more than there are.
 * NaN is a gap and teaches nothing. `period` 0 is without a season; otherwise the first period sets it up.
 */
export function holtWinters(values: ArrayLike<number>, period: number, factors = usual): Float64Array {
  const expected = new Float64Array(values.length + 1).fill(Number.NaN);
  const season = firstSeason(values, period);
  let level = Number.NaN;
  let trend = 0;
  for (let step = 0; step <= values.length; step += 1) {
    const slot = period === 0 ? 0 : step % period;
    const seasonal = season[slot] ?? 0;
    const forecast = level + trend;
    expected[step] = forecast + seasonal;
    const value = values[step] ?? Number.NaN;
    if (Number.isNaN(value)) {
      if (!Number.isNaN(level)) level = forecast;
      trend *= factors.damping;
      continue;
    }
    if (Number.isNaN(level)) {
      level = value - seasonal;
      continue;
    }
    const next = forecast + factors.level * (value - seasonal - forecast);
    trend = factors.damping * (trend + factors.trend * (next - level - trend));
    level = next;
    if (period > 0) season[slot] = seasonal + factors.season * (value - level - seasonal);
  }
  return expected;
}

function firstSeason(values: ArrayLike<number>, period: number): Float64Array {
  const season = new Float64Array(Math.max(1, period));
  if (period === 0) return season;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < period; i += 1) {
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  for (let i = 0; i < period; i += 1) {
    const value = values[i] ?? Number.NaN;
    season[i] = Number.isNaN(value) ? 0 : value - sum / count;
  }
  return season;
}
