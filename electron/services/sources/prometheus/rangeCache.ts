import { seriesKey } from "../../../../shared/domain/metrics/labels.ts";
import type { ColumnFrame, RangeAnswer, SeriesId } from "../../../../shared/domain/metrics/model.ts";
import type { RangeQuery } from "../../metrics/types.ts";

type Window = Pick<RangeQuery, "startMs" | "endMs">;
type Fetch = (window: Window) => Promise<RangeAnswer>;

interface Held {
  readonly answer: RangeAnswer;
  /** Steps up to here will not change any more. */
  readonly settledMs: number;
}

/** Samples may reach a server this late; younger steps are asked for again. */
const lateMs = 120_000;
/** Eight bytes each. */
const mostValues = 1_000_000;
/** Their answers depend on the window or on samples to come. */
const dependsOnWindow = /@\s*(?:start|end)\s*\(|offset\s*-/;

export interface RangeCache {
  /** The answer over the whole window; what is held and settled is not fetched again. */
  ask(query: RangeQuery, fetch: Fetch): Promise<RangeAnswer>;
  clear(): void;
}

/** Answers by query and step, least recently used first out. `nowMs` is wall time. */
export function createRangeCache(nowMs: () => number): RangeCache {
  const held = new Map<string, Held>();
  let values = 0;

  function drop(key: string): void {
    const one = held.get(key);
    if (!one) return;
    held.delete(key);
    values -= sizeOf(one.answer);
  }

  function keep(key: string, one: Held): void {
    drop(key);
    if (sizeOf(one.answer) > mostValues / 2) return;
    held.set(key, one);
    values += sizeOf(one.answer);
    for (const oldest of held.keys()) {
      if (values <= mostValues) return;
      drop(oldest);
    }
  }

  return {
    async ask(query, fetch) {
      const { expr, stepMs, startMs, endMs } = query;
      if (dependsOnWindow.test(expr)) return fetch({ startMs, endMs });
      const key = JSON.stringify([expr, stepMs, startMs % stepMs]);
      const settledMs = nowMs() - lateMs;
      const known = held.get(key);
      const settled = known ? within(known.answer, startMs, Math.min(known.settledMs, endMs)) : null;
      const answer = await extended(settled, query, fetch);
      if (!known || outlasts(query, known.answer)) keep(key, { answer, settledMs });
      return answer;
    },
    clear() {
      held.clear();
      values = 0;
    },
  };
}

async function extended(
  settled: RangeAnswer | null,
  { startMs, endMs, stepMs }: RangeQuery,
  fetch: Fetch,
): Promise<RangeAnswer> {
  if (!settled) return fetch({ startMs, endMs });
  const fromMs = lastMs(settled) + stepMs;
  return fromMs > endMs ? settled : joined(settled, await fetch({ startMs: fromMs, endMs }));
}

/** A live panel that asks for its newest steps alone, or a look at a part, leaves the longer answer held. */
function outlasts({ startMs, endMs }: Window, known: RangeAnswer): boolean {
  const [knownStartMs, knownEndMs] = [firstMs(known), lastMs(known)];
  return startMs < knownStartMs || startMs > knownEndMs || endMs - startMs >= knownEndMs - knownStartMs;
}

function sizeOf({ frame }: RangeAnswer): number {
  return frame.timesMs.length * (frame.series.length + 1);
}

function firstMs({ frame }: RangeAnswer): number {
  return frame.timesMs[0] ?? Number.POSITIVE_INFINITY;
}

function lastMs({ frame }: RangeAnswer): number {
  return frame.timesMs.at(-1) ?? Number.NEGATIVE_INFINITY;
}

/** The steps from `startMs` to `endMs`; null when the answer does not begin early enough or none is left. */
function within(answer: RangeAnswer, startMs: number, endMs: number): RangeAnswer | null {
  const { timesMs, series, values } = answer.frame;
  const from = timesMs.indexOf(startMs);
  let to = from;
  while (to >= 0 && to < timesMs.length && (timesMs[to] ?? 0) <= endMs) to++;
  if (from < 0 || to <= from) return null;
  const columns = values.map((column) => column.slice(from, to));
  const kept = columns.map((column) => column.some((value) => !Number.isNaN(value)));
  return {
    ...answer,
    frame: {
      timesMs: timesMs.slice(from, to),
      series: series.filter((_, index) => kept[index]),
      values: columns.filter((_, index) => kept[index]),
    },
  };
}

/** Two windows, the second right after the first. */
function joined(before: RangeAnswer, after: RangeAnswer): RangeAnswer {
  const count = before.frame.timesMs.length;
  const total = count + after.frame.timesMs.length;
  const timesMs = new Float64Array(total);
  timesMs.set(before.frame.timesMs);
  timesMs.set(after.frame.timesMs, count);
  const columns = new Map<string, { readonly series: SeriesId; readonly values: Float64Array<ArrayBuffer> }>();
  const place = ({ series, values }: ColumnFrame, offset: number) => {
    for (const [index, one] of series.entries()) {
      const key = seriesKey(one.name, one.labels);
      const column = columns.get(key) ?? { series: one, values: new Float64Array(total).fill(Number.NaN) };
      columns.set(key, column);
      column.values.set(values[index] ?? [], offset);
    }
  };
  place(before.frame, 0);
  place(after.frame, count);
  const all = [...columns.values()];
  return {
    frame: { timesMs, series: all.map(({ series }) => series), values: all.map(({ values }) => values) },
    warnings: [...new Set([...before.warnings, ...after.warnings])],
    infos: [...new Set([...before.infos, ...after.infos])],
  };
}
