import type { SeriesId } from "../../../shared/domain/metrics/model.ts";
import { gpuSlot } from "../../charts/gpuSlot.ts";
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
 * Colours 1 to 8 that stay with their series: one that goes frees its colour. One that comes takes its GPU's own where
 * that is free, else the first free one, in the order of names: never in that of values, which changes with each answer.
 * Changes `held` in place.
 */
export function assignSlots(held: Map<string, number>, drawn: readonly ExploreSeries[]): ReadonlyMap<string, number> {
  const keys = new Set(drawn.map(({ key }) => key));
  for (const key of held.keys()) if (!keys.has(key)) held.delete(key);
  const taken = new Set(held.values());
  const take = (key: string, slot: number) => {
    held.set(key, slot);
    taken.add(slot);
  };
  const named = [...drawn].sort((a, b) => collator.compare(a.label, b.label));
  for (const { key, series } of named) {
    const own = ownSlot(series);
    if (own !== null && !held.has(key) && !taken.has(own)) take(key, own);
  }
  for (const { key } of named) {
    if (!held.has(key)) take(key, slots.find((each) => !taken.has(each)) ?? 1);
  }
  return held;
}

const collator = new Intl.Collator("en", { numeric: true });
const slots = Array.from({ length: mostDrawn }, (_, index) => index + 1);

function ownSlot({ labels }: SeriesId): number | null {
  return labels.gpu !== undefined && /^\d+$/.test(labels.gpu) ? gpuSlot(Number(labels.gpu)) : null;
}
