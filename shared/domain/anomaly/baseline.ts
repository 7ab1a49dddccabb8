import { holtWinters } from "./holtWinters.ts";
import { measuredMedian } from "./order.ts";
import { anomalyParameters } from "./parameters.ts";
import { robustScale } from "./robustScale.ts";
import { type SeasonalProfile, seasonalProfile } from "./seasonalProfile.ts";

const { quarterMs } = anomalyParameters;
const dayQuarters = 96;
/** Two hours, before anything is expected. */
export const leastQuarters = 8;
/** A profile was fitted to what it is measured by: on what comes it is somewhat worse. */
const unseenFactor = 1.2;
const hourMs = 3_600_000;

/** What a series is expected to be by its own history, and how far it strays from that. */
export interface Baseline {
  readonly kind: "week" | "day" | "smoothed";
  at(timeMs: number): number;
  sigmaAt(timeMs: number): number;
  /** What one deviation in a hundred goes beyond, in sigmas. */
  readonly tail: number;
}

/**
 * Of samples a quarter of an hour apart, the last one of `endMs`; NaN is a gap. Cycles outlive a change of level at `regimeMs`,
 * what is only smoothed begins there anew. Null before there is enough.
 */
export function baselineOf(quarters: Float64Array, endMs: number, regimeMs: number): Baseline | null {
  const sinceRegime = Math.floor((endMs - regimeMs) / quarterMs) + 1;
  const regime = Math.max(0, quarters.length - Math.max(0, sinceRegime));
  return cyclic(quarters, endMs, regime) ?? smoothed(quarters.subarray(regime), endMs);
}

/** The newest day is held against the days before it; it is no part of the cycle yet, or half of it would follow what happens now. */
function cyclic(quarters: Float64Array, endMs: number, regime: number): Baseline | null {
  const known = quarters.length - dayQuarters;
  const knownEndMs = endMs - dayQuarters * quarterMs;
  const profileUpTo = (values: Float64Array) => seasonalProfile(values, knownEndMs, quarterMs);
  const level = regime < known ? levelSince(quarters, endMs, regime, profileUpTo) : 0;
  const levelled = level === 0 ? quarters : quarters.map((value, i) => (i < regime ? value : value - level));
  const profile = profileUpTo(levelled.subarray(0, known));
  return profile && fromProfile(profile, { levelled, endMs, level, newest: Math.max(known, regime) });
}

/** How far the level of a regime is from what was before it; 0 where one of them is too short to tell. */
function levelSince(
  quarters: Float64Array,
  endMs: number,
  regime: number,
  profileUpTo: (values: Float64Array) => SeasonalProfile | null,
): number {
  const before = quarters.map((value, i) => (i < regime ? value : Number.NaN));
  const profile = profileUpTo(before.subarray(0, quarters.length - dayQuarters));
  if (!profile) return 0;
  const rests = quarters.map((value, i) => value - profile.at(endMs - (quarters.length - 1 - i) * quarterMs));
  const level =
    measuredMedian(rests.subarray(regime)) - measuredMedian(rests.subarray(Math.max(0, regime - dayQuarters), regime));
  return Number.isNaN(level) ? 0 : level;
}

interface Fitted {
  /** As if the level had never changed. */
  readonly levelled: Float64Array;
  readonly endMs: number;
  /** What was taken off to that end, of what is now. */
  readonly level: number;
  /** From here on values say what the level is today. */
  readonly newest: number;
}

function fromProfile(profile: SeasonalProfile, { levelled, endMs, level, newest }: Fitted): Baseline {
  const timeOf = (i: number) => endMs - (levelled.length - 1 - i) * quarterMs;
  const rests = levelled.map((value, i) => value - profile.at(timeOf(i)));
  // A level that moved with the weeks is not unusual; one that moved within the day is.
  const today = measuredMedian(rests.subarray(newest));
  const offset = level + (Number.isNaN(today) ? 0 : today);
  const older = rests.subarray(0, levelled.length - dayQuarters);
  const byHour = sigmaByHour(older, timeOf);
  const { sigma, tail } = robustScale(older.filter((rest) => !Number.isNaN(rest)));
  return {
    kind: profile.slots === 24 ? "day" : "week",
    at: (timeMs) => profile.at(timeMs) + offset,
    sigmaAt: (timeMs) => unseenFactor * Math.max(sigma / 2, byHour[hourOf(timeMs)] ?? sigma),
    tail: sigma > 0 ? tail / sigma : 0,
  };
}

function hourOf(timeMs: number): number {
  return Math.floor(timeMs / hourMs) % 24;
}

/** Nights are calmer than days: how far rests are strewn at each hour of the day. */
function sigmaByHour(rests: Float64Array, timeOf: (i: number) => number): Float64Array {
  const most = Math.ceil(rests.length / 24) + 4;
  const held = new Float64Array(24 * most);
  const counts = new Uint16Array(24);
  rests.forEach((rest, i) => {
    const hour = hourOf(timeOf(i));
    const count = counts[hour] ?? 0;
    if (Number.isNaN(rest) || count === most) return;
    held[hour * most + count] = rest;
    counts[hour] = count + 1;
  });
  return Float64Array.from(counts, (count, hour) => robustScale(held.subarray(hour * most, hour * most + count)).sigma);
}

function smoothed(quarters: ArrayLike<number>, endMs: number): Baseline | null {
  const first = firstMeasured(quarters);
  const known = Float64Array.from({ length: quarters.length - first }, (_, i) => quarters[first + i] ?? Number.NaN);
  if (known.length < leastQuarters) return null;
  const expected = holtWinters(known, known.length >= 2 * dayQuarters ? dayQuarters : 0);
  const misses = known.map((value, i) => value - (expected[i] ?? Number.NaN)).filter((miss) => !Number.isNaN(miss));
  if (misses.length < leastQuarters - 1) return null;
  const { sigma, tail } = robustScale(misses);
  const startMs = endMs - (known.length - 1) * quarterMs;
  return {
    kind: "smoothed",
    at(timeMs) {
      const place = Math.max(0, Math.min(known.length, (timeMs - startMs) / quarterMs));
      const before = Math.floor(place);
      const low = expected[before] ?? Number.NaN;
      const high = expected[Math.min(known.length, before + 1)] ?? Number.NaN;
      return Number.isNaN(low) ? high : low + (high - low) * (place - before);
    },
    sigmaAt: () => sigma,
    tail: sigma > 0 ? tail / sigma : 0,
  };
}

function firstMeasured(values: ArrayLike<number>): number {
  let first = 0;
  while (first < values.length && Number.isNaN(values[first])) first += 1;
  return first;
}
