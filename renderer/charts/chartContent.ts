import type { SeriesId } from "../../shared/domain/metrics/model.ts";
import type { ChartContent, ChartLine, ChartOptions } from "./chartTypes.ts";
import { joinViews } from "./joinViews.ts";
import type { Threshold } from "./overlays.ts";
import { bufferOf, heldSinceMs, type PanelGroup } from "./PanelGroup.ts";
import { type ColumnView, newestMeasured, newestValue } from "./SeriesBuffer.ts";
import { type ClockZone, clockText } from "./scales.ts";

export interface LatestValue {
  readonly line: ChartLine;
  /** In the base unit. NaN: nothing was measured lately. */
  readonly value: number;
}

/** What a chart is, apart from its samples. */
export interface ChartSpec extends ChartOptions {
  readonly title: string;
  readonly unitText: string;
  /** Queries of the screen's panel group that are drawn here. */
  readonly queries: readonly string[];
  /** Series that give the same key are one line: a GPU that was renamed goes on in another series. */
  readonly line: (series: SeriesId, queryId: string) => ChartLine;
  /** The newest values in a few words, such as `95.6 % avg`; null when there are none. */
  readonly headline: (latest: readonly LatestValue[]) => string | null;
}

export interface ChartMarks {
  readonly thresholds: readonly Threshold[];
  readonly emphasis: ReadonlySet<string> | null;
  /** When the newest sample was taken, if that is too long ago. */
  readonly staleSinceMs: number | null;
  readonly zone: ClockZone;
}

type ChartStatus =
  | { readonly kind: "loading"; readonly sinceMs: number }
  | { readonly kind: "ready" }
  | { readonly kind: "noData" }
  | { readonly kind: "error"; readonly source: string; readonly message: string }
  /** The source does not answer: what it answered last, at `sinceMs`, stays. */
  | { readonly kind: "held"; readonly source: string; readonly message: string; readonly sinceMs: number };

export interface BuiltChart {
  readonly status: ChartStatus;
  readonly content: ChartContent | null;
  /** Of the lines drawn. */
  readonly latest: readonly LatestValue[];
  /** Of all lines: a headline is about them all. */
  readonly latestOfAll: readonly LatestValue[];
  /** Series beyond the eight that are drawn. */
  readonly hidden: number;
}

const mostLines = 8;

/** Everything a chart shows at this moment, from the buffers of its queries. */
export function buildChart(group: PanelGroup, spec: ChartSpec, rangeMs: number, marks: ChartMarks): BuiltChart {
  const columns = new Map<string, { readonly line: ChartLine; values: Float64Array }>();
  const buffers = spec.queries.flatMap((id) => {
    const buffer = bufferOf(group.state(id));
    return buffer ? [{ id, buffer }] : [];
  });
  const view = joinViews(buffers.map(({ buffer }) => buffer.view()));
  const series = buffers.flatMap(({ id, buffer }) => buffer.series.map((one) => spec.line(one, id)));
  for (const [index, line] of series.entries()) {
    const values = view.values[index] ?? view.timesMs;
    const known = columns.get(line.key);
    if (known) known.values = continued(known.values, values);
    else columns.set(line.key, { line, values });
  }
  const all = [...columns.values()].map(({ line, values }) => ({
    latest: { line, value: newestValue(values) },
    values,
  }));
  const drawn = distinctSlots(topLines(all));
  const ordered = [...drawn].sort(
    (a, b) => rank(marks, a.latest.line) - rank(marks, b.latest.line) || compareLines(a.latest.line, b.latest.line),
  );
  const toMs = group.newestMs ?? 0;
  const status = chartStatus(group, spec, view);
  const staleSinceMs = status.kind === "held" ? status.sinceMs : marks.staleSinceMs;
  return {
    status,
    latest: drawn.map(({ latest }) => latest).sort((a, b) => compareLines(a.line, b.line)),
    latestOfAll: all.map(({ latest }) => latest),
    hidden: all.length - drawn.length,
    content:
      group.newestMs === null
        ? null
        : {
            lines: ordered.map(({ latest }) => latest.line),
            view: {
              timesMs: view.timesMs,
              values: ordered.map(({ latest, values }) => drawnValues(latest.line, values)),
            },
            window: { fromMs: toMs - rangeMs, toMs },
            // They would stand behind the words that there is nothing.
            thresholds: status.kind === "noData" ? [] : marks.thresholds,
            gap: staleSinceMs === null ? null : staleGap(staleSinceMs, marks.zone),
            emphasis: marks.emphasis,
            zone: marks.zone,
          },
  };
}

/** Two series as one: where both have a value, that of the one that goes on. */
function continued(a: Float64Array, b: Float64Array): Float64Array {
  const isMeasured = (value: number) => !Number.isNaN(value);
  const [older, newer] = a.findLastIndex(isMeasured) > b.findLastIndex(isMeasured) ? [b, a] : [a, b];
  return newer.map((value, at) => (Number.isNaN(value) ? (older[at] ?? Number.NaN) : value));
}

function topLines<T extends { readonly latest: LatestValue }>(all: readonly T[]): readonly T[] {
  if (all.length <= mostLines) return all;
  const order = (entry: T) => (Number.isNaN(entry.latest.value) ? Number.NEGATIVE_INFINITY : entry.latest.value);
  return [...all].sort((a, b) => order(b) - order(a)).slice(0, mostLines);
}

/** Two lines of one chart never share a colour: the later one takes the next that is free. */
function distinctSlots<T extends { readonly latest: LatestValue }>(drawn: readonly T[]): readonly T[] {
  const taken = new Set<number>();
  return drawn.map((entry) => {
    const { line } = entry.latest;
    let slot = line.slot;
    while (taken.has(slot) && taken.size < mostLines) slot = (slot % mostLines) + 1;
    taken.add(slot);
    return slot === line.slot ? entry : { ...entry, latest: { ...entry.latest, line: { ...line, slot } } };
  });
}

function drawnValues(line: ChartLine, values: Float64Array): Float64Array {
  return line.negative ? values.map((value) => -value) : values;
}

/** Emphasised lines are drawn last, on top of their peers. */
function rank(marks: ChartMarks, line: ChartLine): number {
  return marks.emphasis?.has(line.key) ? 1 : 0;
}

// Made once: comparing through a new collator each time costs more than drawing.
const collator = new Intl.Collator("en", { numeric: true });

/** GPU 2 before GPU 10. */
export function compareLines(a: ChartLine, b: ChartLine): number {
  return collator.compare(a.label, b.label);
}

function chartStatus(group: PanelGroup, spec: ChartSpec, view: ColumnView): ChartStatus {
  for (const id of spec.queries) {
    const state = group.state(id);
    if (state?.kind === "error") {
      const { source, message } = state;
      const sinceMs = heldSinceMs(state);
      return sinceMs === null ? { kind: "error", source, message } : { kind: "held", source, message, sinceMs };
    }
    if (!state || state.kind === "loading") return { kind: "loading", sinceMs: state?.sinceMs ?? 0 };
  }
  return newestMeasured(view) < 0 ? { kind: "noData" } : { kind: "ready" };
}

function staleGap(sinceMs: number, zone: ClockZone) {
  return { fromMs: sinceMs, label: `last sample ${clockText(sinceMs, zone)}` };
}
