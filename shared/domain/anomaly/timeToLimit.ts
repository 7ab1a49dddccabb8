import { measuredMedian, type Values } from "./order.ts";
import { robustScale } from "./robustScale.ts";
import { theilSen } from "./theilSen.ts";

/** Steps that one point of the slope stands for: the median of them. */
const stepsAPoint = 8;
/** An hour of them, before anything is said. */
const leastPoints = 15;
const confidence = 0.9;
/** It has to have come this far against the noise around it, and of the way to the limit. */
const leastTravel = 3;
const leastShare = 0.01;
const hourMs = 3_600_000;
const longestMs = 24 * hourMs;

/** Where a series that climbs reaches its limit, if it goes on. */
export interface TimeToLimit {
  /** In the unit of the series. */
  readonly perHour: number;
  /** Until it is there, ms: likely, at the earliest, and at the latest (null: it may never be). */
  readonly likelyMs: number;
  readonly leastMs: number;
  readonly mostMs: number | null;
}

/** Of the newest values, `stepMs` apart (NaN is a gap). Null for what does not climb for sure, or not within a day. */
export function timeToLimit(values: Values, stepMs: number, limit: number): TimeToLimit | null {
  const count = Math.floor(values.length / stepsAPoint);
  const from = values.length - count * stepsAPoint;
  const hoursAPoint = (stepsAPoint * stepMs) / hourMs;
  const y = Float64Array.from({ length: count }, (_, i) =>
    measuredMedian(values.subarray(from + i * stepsAPoint, from + (i + 1) * stepsAPoint)),
  );
  const x = Float64Array.from({ length: count }, (_, i) => i * hoursAPoint);
  if (y.filter((value) => !Number.isNaN(value)).length < leastPoints) return null;
  const line = theilSen(x, y, confidence);
  if (!line || line.low <= 0) return null;
  const rests = y.map((value, i) => value - line.slope * (x[i] ?? 0)).filter((rest) => !Number.isNaN(rest));
  const travel = line.low * count * hoursAPoint;
  if (travel < leastTravel * robustScale(rests).sigma || travel < leastShare * limit) return null;
  const left = Math.max(0, limit - line.end);
  const untilMs = (perHour: number) => (left / perHour) * hourMs;
  const likelyMs = untilMs(line.slope);
  if (likelyMs > longestMs) return null;
  const mostMs = untilMs(line.low);
  return {
    perHour: line.slope,
    likelyMs,
    leastMs: untilMs(line.high),
    mostMs: mostMs > 10 * longestMs ? null : mostMs,
  };
}
