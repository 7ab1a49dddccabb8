import type { CallArguments, VectorFunction } from "./callArguments.ts";
import type { LabelSet } from "./labelSet.ts";
import { mapRange, reduceWindows } from "./rangeFunction.ts";
import type { RangeSeries, RangeVector } from "./rangeVector.ts";
import type { Column } from "./vector.ts";

const counterSuffixes = ["_total", "_sum", "_count", "_bucket"];

interface Growth {
  readonly isCounter: boolean;
  readonly perSecond: boolean;
}

/** The rate family: what a counter or gauge did within each window. */
export const rateFunctions: Readonly<Record<string, VectorFunction>> = {
  rate: (args) => growth(args, { isCounter: true, perSecond: true }),
  increase: (args) => growth(args, { isCounter: true, perSecond: false }),
  delta: (args) => growth(args, { isCounter: false, perSecond: false }),
  irate: (args) =>
    mapRange(
      args,
      args.range(0),
      reduceWindows((timesMs, values, _from, to) => {
        const last = values[to - 1] ?? 0;
        const before = values[to - 2] ?? 0;
        const seconds = ((timesMs[to - 1] ?? 0) - (timesMs[to - 2] ?? 0)) / 1000;
        return (last < before ? last : last - before) / seconds;
      }, 2),
    ),
  idelta: (args) =>
    mapRange(
      args,
      args.range(0),
      reduceWindows((_times, values, _from, to) => (values[to - 1] ?? 0) - (values[to - 2] ?? 0), 2),
    ),
  resets: (args) =>
    mapRange(
      args,
      args.range(0),
      reduceWindows((_times, values, from, to) => {
        let count = 0;
        for (let i = from + 1; i < to; i++) if ((values[i] ?? 0) < (values[i - 1] ?? 0)) count += 1;
        return count;
      }),
    ),
  changes: (args) =>
    mapRange(
      args,
      args.range(0),
      reduceWindows((_times, values, from, to) => {
        let count = 0;
        for (let i = from + 1; i < to; i++) {
          const value = values[i] ?? 0;
          const before = values[i - 1] ?? 0;
          if (value !== before && !(Number.isNaN(value) && Number.isNaN(before))) count += 1;
        }
        return count;
      }),
    ),
};

function growth(args: CallArguments, kind: Growth): readonly Column[] {
  const range = args.range(0);
  const extrapolation = new Extrapolation(range);
  const columns = mapRange(args, range, (series, column) => {
    const { spans, toStart, toEnd } = extrapolation.of(series);
    const { from, to } = series.windows;
    const { values } = series;
    const resets = kind.isCounter ? resetsBefore(values) : null;
    const divisor = kind.perSecond ? range.rangeMs / 1000 : 1;
    for (let step = 0; step < column.values.length; step++) {
      const first = from[step] ?? 0;
      const last = (to[step] ?? 0) - 1;
      if (last <= first) continue;
      const firstValue = values[first] ?? 0;
      let grown = (values[last] ?? 0) - firstValue;
      if (resets !== null && resets[last] !== resets[first]) grown += lostToResets(values, first, last);
      const seconds = spans[step] ?? 0;
      let before = toStart[step] ?? 0;
      // A counter was not below zero before it was seen.
      if (kind.isCounter && grown > 0 && firstValue >= 0) before = Math.min(before, seconds * (firstValue / grown));
      column.values[step] = grown * ((seconds + before + (toEnd[step] ?? 0)) / seconds / divisor);
      column.present[step] = 1;
    }
  });
  if (kind.isCounter) informAboutNames(args, columns);
  return columns;
}

/** How many resets there were up to each sample; null when there were none at all. */
function resetsBefore(values: Float64Array): Uint32Array | null {
  let counts: Uint32Array | null = null;
  let count = 0;
  for (let i = 1; i < values.length; i++) {
    if ((values[i] ?? 0) < (values[i - 1] ?? 0)) {
      counts ??= new Uint32Array(values.length);
      count += 1;
    }
    if (counts !== null) counts[i] = count;
  }
  return counts;
}

function lostToResets(values: Float64Array, first: number, last: number): number {
  let lost = 0;
  for (let i = first + 1; i <= last; i++) {
    const before = values[i - 1] ?? 0;
    if ((values[i] ?? 0) < before) lost += before;
  }
  return lost;
}

/**
 * How far each window's samples are extended towards its ends, in seconds: to the end, unless the gap there is 1.1
 * average intervals or more, then by half an interval. Depends on times alone: series measured together share it.
 */
class Extrapolation {
  private readonly range: RangeVector;
  private last: {
    readonly timesMs: Float64Array;
    readonly spans: Float64Array;
    readonly toStart: Float64Array;
    readonly toEnd: Float64Array;
  } | null = null;

  constructor(range: RangeVector) {
    this.range = range;
  }

  of({ windows: { timesMs, from, to } }: RangeSeries) {
    if (this.last?.timesMs === timesMs) return this.last;
    const { lookups, rangeMs } = this.range;
    const spans = new Float64Array(lookups.count);
    const toStart = new Float64Array(lookups.count);
    const toEnd = new Float64Array(lookups.count);
    for (let step = 0; step < lookups.count; step++) {
      const first = from[step] ?? 0;
      const last = (to[step] ?? 0) - 1;
      if (last <= first) continue;
      const endMs = lookups.startMs + step * lookups.stepMs;
      const firstMs = timesMs[first] ?? 0;
      const lastMs = timesMs[last] ?? 0;
      const span = (lastMs - firstMs) / 1000;
      const interval = span / (last - first);
      const gapAtStart = (firstMs - (endMs - rangeMs)) / 1000;
      const gapAtEnd = (endMs - lastMs) / 1000;
      spans[step] = span;
      toStart[step] = gapAtStart >= interval * 1.1 ? interval / 2 : gapAtStart;
      toEnd[step] = gapAtEnd >= interval * 1.1 ? interval / 2 : gapAtEnd;
    }
    this.last = { timesMs, spans, toStart, toEnd };
    return this.last;
  }
}

/** A type that is known counts, otherwise the name's ending. */
function doubtAbout(labels: LabelSet): string | null {
  const { name } = labels;
  const type = labels.get("__type__");
  if (name === "") return null;
  if (type !== "") {
    if (type === "counter" || type === "histogram") return null;
    return `__type__ label is not set to "counter" or "histogram", got ${JSON.stringify(type)}: ${JSON.stringify(name)}`;
  }
  if (counterSuffixes.some((suffix) => name.endsWith(suffix))) return null;
  return `name does not end in _total/_sum/_count/_bucket: ${JSON.stringify(name)}`;
}

function informAboutNames({ call, evaluation }: CallArguments, columns: readonly Column[]): void {
  const doubts = new Set(columns.map(({ labels }) => doubtAbout(labels)));
  for (const doubt of doubts) {
    if (doubt === null) continue;
    evaluation.query.annotations.inform(`metric might not be a counter, ${doubt}`, call.args[0]?.span ?? call.span);
  }
}
