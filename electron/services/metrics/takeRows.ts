import { sampleState } from "../../../shared/domain/metrics/blockColumn.ts";
import { seriesKey } from "../../../shared/domain/metrics/labels.ts";
import type { StoredSeries } from "./catalog.ts";
import type { WrittenSeries } from "./encodeWriteRequest.ts";
import { type ScanContext, scanTarget } from "./scan.ts";
import type { StoreContents } from "./storeContents.ts";
import type { TargetStore } from "./targetStore.ts";
import type { WriteBatch, WriteCursor } from "./types.ts";

interface TakenRows extends Pick<WriteBatch, "samples" | "agedOutMs" | "oldestMs" | "cursor" | "more"> {
  readonly series: readonly WrittenSeries[];
}

/** Rows are taken in windows of that length for each sample asked for: 30 s for 20,000, less for a receiver that takes less. */
const windowMsPerSample = 1.5;
const leastWindowMs = 1000;
/** Windows without rows that are passed over at once: the console was off then. */
const mostEmptyWindows = 200;

function targetKey(target: TargetStore): string {
  return seriesKey("", target.labels);
}

/**
 * The rows after `cursor`, the oldest first, until there are `mostSamples` of them. The store itself is the queue: what is
 * not taken yet stays there as long as the retention keeps it. Every target begins at `startMs` at the earliest.
 */
export function takeRows(
  contents: StoreContents,
  cursor: WriteCursor,
  { startMs, mostSamples }: { readonly startMs: number; readonly mostSamples: number },
  context: ScanContext,
): TakenRows {
  const windowMs = Math.max(leastWindowMs, mostSamples * windowMsPerSample);
  const next: Record<string, number> = {};
  const series: WrittenSeries[] = [];
  let samples = 0;
  const waiting = [...contents.targets.values()].map((target) => {
    const key = targetKey(target);
    return { target, key, fromMs: Math.max(startMs, cursor[key] ?? startMs) };
  });
  const lost = waiting.map(({ target, key, fromMs }) => {
    const doneMs = cursor[key] ?? fromMs;
    return target.lastMs > doneMs ? fromMs - doneMs : 0;
  });
  // The one that is furthest behind first: no target starves.
  waiting.sort((a, b) => a.fromMs - b.fromMs);
  const ofTarget = seriesByTarget(contents);
  for (const { target, key, fromMs } of waiting) {
    next[key] = fromMs;
    let empty = 0;
    while ((next[key] ?? fromMs) < target.lastMs && samples < mostSamples && empty < mostEmptyWindows) {
      const toMs = Math.min(target.lastMs, (next[key] ?? fromMs) + windowMs);
      const taken = takeWindow(target, ofTarget.get(target.id) ?? [], next[key] ?? fromMs, toMs, context);
      next[key] = toMs;
      series.push(...taken);
      const count = taken.reduce((sum, { timesMs }) => sum + timesMs.length, 0);
      samples += count;
      empty = count === 0 ? empty + 1 : 0;
    }
  }
  const oldestMs = series.reduce<number | null>(
    (oldest, { timesMs }) => Math.min(oldest ?? Infinity, timesMs[0] ?? Infinity),
    null,
  );
  return {
    series,
    samples,
    agedOutMs: Math.max(0, ...lost),
    oldestMs,
    cursor: next,
    more: waiting.some(({ target, key }) => (next[key] ?? 0) < target.lastMs),
  };
}

function seriesByTarget(contents: StoreContents): ReadonlyMap<number, readonly StoredSeries[]> {
  const byTarget = new Map<number, StoredSeries[]>();
  for (const one of contents.catalog.all()) {
    const group = byTarget.get(one.targetId);
    if (group) group.push(one);
    else byTarget.set(one.targetId, [one]);
  }
  return byTarget;
}

function takeWindow(
  target: TargetStore,
  all: readonly StoredSeries[],
  fromMs: number,
  toMs: number,
  context: ScanContext,
): readonly WrittenSeries[] {
  const taken = new Map<number, { timesMs: number[]; values: number[]; stale: boolean[] }>();
  scanTarget(target, all, fromMs, toMs, context, (index, timesMs, values, states, from, to) => {
    let rows = taken.get(index);
    if (!rows) {
      rows = { timesMs: [], values: [], stale: [] };
      taken.set(index, rows);
    }
    for (let row = from; row < to; row += 1) {
      if (states[row] === sampleState.absent) continue;
      rows.timesMs.push(timesMs[row] ?? 0);
      rows.values.push(values[row] ?? Number.NaN);
      rows.stale.push(states[row] === sampleState.stale);
    }
  });
  return [...taken].flatMap(([index, rows]) => {
    const series = all[index];
    return series && rows.timesMs.length > 0 ? [{ series: { name: series.name, labels: series.labels }, ...rows }] : [];
  });
}
