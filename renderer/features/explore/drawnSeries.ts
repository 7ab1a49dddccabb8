import type { ExploreSeries } from "./exploreSeries.ts";

/** As many as the palette has colours that can be told apart. */
export const mostDrawn = 8;

/** What the user picked: all of the best, or exactly these. */
export type Picked = ReadonlySet<string> | null;

/** The series that are drawn: the picked ones, else the eight with the largest newest values. */
export function drawnSeries(all: readonly ExploreSeries[], picked: Picked): readonly ExploreSeries[] {
  const chosen = picked ? all.filter(({ key }) => picked.has(key)) : [];
  return byLast(chosen.length > 0 ? chosen : all).slice(0, mostDrawn);
}

/** Largest newest value first; what has none comes last. */
export function byLast(all: readonly ExploreSeries[]): readonly ExploreSeries[] {
  const order = ({ last }: ExploreSeries) => (Number.isNaN(last) ? Number.NEGATIVE_INFINITY : last);
  return [...all].sort((a, b) => order(b) - order(a) || (a.label < b.label ? -1 : 1));
}

/** A click leaves one alone, and a second click brings the others back. */
export function isolate(picked: Picked, key: string): Picked {
  return picked?.size === 1 && picked.has(key) ? null : new Set([key]);
}

/** A click with Ctrl takes one away or adds it; nothing left means all again. */
export function toggle(picked: Picked, key: string, drawn: readonly ExploreSeries[]): Picked {
  const next = new Set(picked ?? drawn.map((series) => series.key));
  if (!next.delete(key)) next.add(key);
  return next.size === 0 ? null : next;
}

/**
 * Colours 1 to 8 that stay with their series: one that goes frees its colour, one that comes takes the first free one.
 * Changes `held` in place.
 */
export function assignSlots(held: Map<string, number>, drawn: readonly ExploreSeries[]): ReadonlyMap<string, number> {
  const keys = new Set(drawn.map(({ key }) => key));
  for (const key of held.keys()) if (!keys.has(key)) held.delete(key);
  const taken = new Set(held.values());
  for (const key of keys) {
    if (held.has(key)) continue;
    const slot = Array.from({ length: mostDrawn }, (_, index) => index + 1).find((each) => !taken.has(each)) ?? 1;
    held.set(key, slot);
    taken.add(slot);
  }
  return held;
}
