import { probit } from "simple-statistics";
import { medianOf } from "./order.ts";

/** A line through points that a third of them cannot bend; slopes are per unit of `x`. */
export interface RobustLine {
  readonly slope: number;
  /** Between these the slope is with the confidence asked for. */
  readonly low: number;
  readonly high: number;
  /** At the last `x`. */
  readonly end: number;
}

/** Theil and Sen's slope with Sen's interval of ranks; null of fewer than five points. NaN in `y` is a gap. */
export function theilSen(x: Float64Array, y: Float64Array, confidence: number): RobustLine | null {
  const kept = Array.from(y.keys()).filter((i) => !Number.isNaN(y[i]));
  const n = kept.length;
  if (n < 5) return null;
  const slopes = new Float64Array((n * (n - 1)) / 2);
  let count = 0;
  for (let a = 0; a < n; a += 1) {
    const i = kept[a] ?? 0;
    const [xi, yi] = [x[i] ?? 0, y[i] ?? 0];
    for (let b = a + 1; b < n; b += 1) {
      const j = kept[b] ?? 0;
      slopes[count] = ((y[j] ?? 0) - yi) / ((x[j] ?? 0) - xi);
      count += 1;
    }
  }
  slopes.sort();
  const slope = medianOf(slopes);
  const spread = probit((1 + confidence) / 2) * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const rank = (place: number) => slopes[Math.max(0, Math.min(count - 1, Math.round(place)))] ?? slope;
  const ends = Float64Array.from(kept, (i) => (y[i] ?? 0) - slope * (x[i] ?? 0)).sort();
  return {
    slope,
    low: rank((count - spread) / 2),
    high: rank((count + spread) / 2),
    end: medianOf(ends) + slope * (x[x.length - 1] ?? 0),
  };
}
