import { singleBuckets } from "../../../shared/domain/dashboards/buckets.ts";
import { type Shown, settingsFor, shownValue } from "../../../shared/domain/dashboards/fields.ts";
import { type Frame, framesOf, type TargetAnswer } from "../../../shared/domain/dashboards/frames.ts";
import type { DashboardPanel, FieldSettings } from "../../../shared/domain/dashboards/model.ts";
import { reduceValues } from "../../../shared/domain/dashboards/reduce.ts";
import { filledLegend } from "../../../shared/domain/dashboards/seriesName.ts";
import { transformFrames } from "../../../shared/domain/dashboards/transform.ts";
import { valueFormat } from "../../../shared/domain/dashboards/units.ts";
import { bufferOf, heldSinceMs } from "../../charts/PanelGroup.ts";
import { currentFromMs } from "../../charts/SeriesBuffer.ts";
import type { PanelData } from "./usePanelData.ts";

export type AnswerState =
  | { readonly kind: "loading" }
  /** `source` is the one that failed; null where nothing could be asked. */
  | { readonly kind: "error"; readonly source: string | null; readonly message: string }
  | { readonly kind: "noData" }
  | {
      readonly kind: "ready";
      readonly frames: readonly Frame[];
      /** A series that goes on has a value from here on; null where each answer is of one moment. */
      readonly currentFromMs: number | null;
      /** Set while a source does not answer: what its queries answered last stands in. */
      readonly held: { readonly source: string; readonly message: string; readonly sinceMs: number } | null;
    };

/** What the queries of a panel answered by now, after its transformations. One that failed leaves the others. */
export function panelAnswers(panel: DashboardPanel, data: PanelData): AnswerState {
  if (data.problem !== null) return { kind: "error", source: null, message: data.problem };
  const answers: TargetAnswer[] = [];
  let failure: { readonly source: string; readonly message: string } | null = null;
  let isLoading = false;
  let held: Extract<AnswerState, { readonly kind: "ready" }>["held"] = null;
  let fromMs: number | null = null;
  const legends = new Map(data.queries.map(({ target, legend }) => [target.refId, legend]));
  for (const { id, target } of data.queries) {
    const isInstant = target.mode === "instant";
    const state = (isInstant ? data.instant : data.range).state(id);
    const buffer = bufferOf(state);
    if (state?.kind === "error") {
      const { source, message } = state;
      failure ??= { source, message };
      const sinceMs = heldSinceMs(state);
      if (sinceMs !== null && sinceMs < (held?.sinceMs ?? Number.POSITIVE_INFINITY))
        held = { source, message, sinceMs };
    }
    if (!buffer) {
      isLoading ||= state === null || state.kind === "loading";
      continue;
    }
    const { timesMs, values } = buffer.view();
    const from = isInstant ? Math.max(0, timesMs.length - 1) : 0;
    if (!isInstant) fromMs = Math.min(fromMs ?? Number.POSITIVE_INFINITY, currentFromMs(timesMs));
    const series = buffer.series.map((one, s) => ({
      series: one,
      timesMs: timesMs.subarray(from),
      values: (values[s] ?? new Float64Array(0)).subarray(from),
    }));
    answers.push({ target, series: target.format === "heatmap" ? singleBuckets(series) : series });
  }
  const measured = answers.map((answer) => ({
    ...answer,
    series: answer.series.filter(({ values }) => !isEmpty(values)),
  }));
  if (measured.every(({ series }) => series.length === 0)) {
    if (failure !== null) return { kind: "error", ...failure };
    return { kind: isLoading ? "loading" : "noData" };
  }
  const frames = framesOf(measured, ({ refId }) => legends.get(refId) ?? null);
  return { kind: "ready", frames: transformFrames(frames, panel.transformations), currentFromMs: fromMs, held };
}

function isEmpty(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i += 1) if (!Number.isNaN(values[i])) return false;
  return true;
}

/** One figure of a stat, a gauge or a list of bars. */
export interface Figure {
  readonly key: string;
  readonly name: string;
  readonly value: number | null;
  readonly shown: Shown;
  readonly settings: FieldSettings;
  /** For a line of its past; NaN where there was nothing. */
  readonly past: readonly number[];
  /** When it was measured, where its series stopped since and the figure is its newest value. */
  readonly lastSeenMs: number | null;
}

/** When the series of a frame was last seen, where it stopped and the panel shows newest values; null otherwise. */
export function stoppedFrameMs({ calc }: DashboardPanel, frame: Frame, fromMs: number | null): number | null {
  const newestMs = frame.fields.find(({ type }) => type === "time")?.values.at(-1);
  const isNewest = calc === "last" || calc === "lastNotNull";
  return isNewest && typeof newestMs === "number" && fromMs !== null && newestMs < fromMs ? newestMs : null;
}

const mostFigures = 100;

/** What a panel draws at one moment. */
export type Shot = Pick<Extract<AnswerState, { readonly kind: "ready" }>, "frames" | "currentFromMs">;

/** Every figure of the frames: one a series, or one a row when the panel shows all values. */
export function figuresOf(panel: DashboardPanel, { frames, currentFromMs: fromMs }: Shot): readonly Figure[] {
  const figures: Figure[] = [];
  for (const [index, frame] of frames.entries()) {
    const text = frame.fields.find(({ type }) => type === "string");
    const stopped = stoppedFrameMs(panel, frame, fromMs);
    for (const field of frame.fields) {
      if (field.type !== "number") continue;
      const settings = settingsFor(panel.defaults, panel.overrides, field);
      if (settings.hidden) continue;
      const numbers = field.values.map((value) => (typeof value === "number" ? value : Number.NaN));
      const name = displayName(settings, field.name, field.labels);
      const add = (key: string, label: string, value: number | null, past: readonly number[]) => {
        if (figures.length >= mostFigures) return;
        const lastSeenMs = past.length === 0 ? null : stopped;
        figures.push({ key, name: label, value, past, settings, shown: shownFigure(value, settings), lastSeenMs });
      };
      const isTable = text !== undefined && numbers.length > 1;
      if (panel.allValues || isTable) {
        for (const [row, value] of numbers.entries()) {
          add(`${index} ${field.name} ${row}`, String(text?.values[row] ?? name), value, []);
        }
      } else {
        add(`${index} ${field.name}`, name, reduceValues(numbers, panel.calc), numbers);
      }
    }
  }
  return figures;
}

/** `displayName` of a field, with its labels filled in. */
export function displayName(settings: FieldSettings, name: string, labels: Readonly<Record<string, string>>): string {
  if (settings.displayName === undefined) return name;
  const legend = settings.displayName
    .replace(/\$\{__field\.labels\.(\w+)\}/g, "{{$1}}")
    .replace(/\$\{__(?:series|field)\.(?:name|displayName)\}|\$__cell_0/g, name);
  return filledLegend(legend, { name, labels }) || name;
}

export function shownFigure(value: number | null, settings: FieldSettings): Shown {
  const format = valueFormat(settings.unit);
  return shownValue(value, settings, (number) => format.text(number, settings.decimals ?? null));
}
