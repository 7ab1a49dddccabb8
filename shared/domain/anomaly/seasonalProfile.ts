import { medianOf } from "./order.ts";

const hourMs = 3_600_000;
const dayHours = 24;
const weekHours = 168;
/** Of four samples an hour: most of three days, and most of two weeks. */
const leastADay = 9;
const leastAWeek = 6;
/** 1970 began on a Thursday; weeks may begin there as well. */
const slotsOf = (timeMs: number, slots: number) => (timeMs / hourMs) % slots;

/** What is usual at each hour of the day or week. */
export interface SeasonalProfile {
  readonly slots: 24 | 168;
  /** At a time, Unix ms: between the middles of two hours. */
  at(timeMs: number): number;
}

/**
 * Medians by hour of the week (UTC) where there are two weeks, by hour of the day where there are three days, else null.
 * `values` are evenly spaced; the last one is of `endMs`.
 */
export function seasonalProfile(values: ArrayLike<number>, endMs: number, stepMs: number): SeasonalProfile | null {
  return (
    profileOf(values, endMs, stepMs, weekHours, leastAWeek) ?? profileOf(values, endMs, stepMs, dayHours, leastADay)
  );
}

function profileOf(
  values: ArrayLike<number>,
  endMs: number,
  stepMs: number,
  slots: 24 | 168,
  least: number,
): SeasonalProfile | null {
  const perSlot = Math.ceil(values.length / slots) + 4;
  const held = new Float64Array(slots * perSlot);
  const counts = new Uint16Array(slots);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const slot = Math.floor(slotsOf(endMs - (values.length - 1 - i) * stepMs, slots));
    const count = counts[slot] ?? 0;
    if (count === perSlot) continue;
    held[slot * perSlot + count] = value;
    counts[slot] = count + 1;
  }
  if (counts.some((count) => count < least)) return null;
  const medians = Float64Array.from(counts, (count, slot) =>
    medianOf(held.subarray(slot * perSlot, slot * perSlot + count).sort()),
  );
  // Samples of an hour are spread from its beginning to a step before its end.
  const middle = 0.5 - stepMs / hourMs / 2;
  return {
    slots,
    at(timeMs) {
      const place = slotsOf(timeMs, slots) - middle + slots;
      const before = Math.floor(place);
      const low = medians[before % slots] ?? Number.NaN;
      const high = medians[(before + 1) % slots] ?? Number.NaN;
      return low + (high - low) * (place - before);
    },
  };
}
