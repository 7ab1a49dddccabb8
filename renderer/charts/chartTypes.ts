import type { ExpectedBand } from "../../shared/domain/anomaly/expectedBand.ts";
import type { FiringSpan } from "./drawFiring.ts";
import type { ChartEvidence, StaleGap, Threshold, UnreadStretch } from "./overlays.ts";
import type { ColumnView } from "./SeriesBuffer.ts";
import type { ClockZone, YRule } from "./scales.ts";

/** One line; `slot` 1 to 8 is the colour of the entity it belongs to, on every chart of the app. */
export interface ChartLine {
  readonly key: string;
  readonly label: string;
  readonly slot: number;
  /** What it means, instead of whose it is; `quiet` is what is as it should be, beside what is not. */
  readonly tone?: "quiet" | "neutral" | "warning" | "critical";
  /** Drawn below zero. */
  readonly negative?: boolean;
  /** On its own where the others stand on each other. */
  readonly apart?: boolean;
}

export interface ChartOptions {
  /** Lines, or bars or areas that stand on each other; lines by default. */
  readonly shape?: "line" | "bar" | "area";
  /** What stands on each other fills the whole at each step: `y` and `tickText` are then about shares, 0 to 1. */
  readonly shares?: boolean;
  readonly y: YRule;
  /** One displayed unit in the base unit: 0.01 for percent of a ratio, 2 ** 30 for GiB. */
  readonly unit: number;
  readonly tickText: (value: number) => string;
  /** CSS pixels for the values on the left; 32, which holds four narrow characters, by default. */
  readonly axisWidth?: number;
  /** Times under the plot, as by default; a chart that stands on another one leaves them to that. */
  readonly showsTimes?: boolean;
  /** Its title stands in the plot, at the top left. */
  readonly titleWithin?: boolean;
  /** With its unit, for the readout under the crosshair. */
  readonly valueText: (value: number) => string;
}

export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface ChartContent {
  readonly lines: readonly ChartLine[];
  readonly view: ColumnView;
  /** What the time axis shows. */
  readonly window: TimeWindow;
  readonly thresholds: readonly Threshold[];
  readonly gap: StaleGap | null;
  /** Lines to bring forward; null draws all alike. */
  readonly emphasis: ReadonlySet<string> | null;
  readonly zone: ClockZone;
  readonly evidence?: ChartEvidence;
  /** Of the alert that the chart is about. */
  readonly firing?: FiringSpan | null;
  /** The range that the first line was to be expected in. */
  readonly expected?: ExpectedBand | null;
  /** Time at the left of which nothing is known. */
  readonly unread?: UnreadStretch | null;
}

export interface CursorValue {
  readonly line: ChartLine;
  readonly colour: string;
  readonly text: string;
}

/** A window of time between two edges of the page. */
export interface TimeScale extends TimeWindow {
  readonly left: number;
  readonly width: number;
}

/** What the charts of a screen know of each other. */
export interface SyncedChart {
  readonly container: HTMLElement;
  readonly zone: ClockZone;
  /** Whether times stand under it. */
  readonly showsTimes: boolean;
  /** The time under the crosshair, or null. */
  readonly cursorMs: number | null;
  /** Puts the crosshair on the sample nearest to a time; null takes it away. */
  setCursor(atMs: number | null): void;
  /** The sample `by` steps from the crosshair, or from the newest one. */
  neighbourMs(by: number): number | null;
  /** What the lines say under the crosshair: the emphasised ones, or all. */
  cursorValues(): readonly CursorValue[];
  /** What happened nearest to the sample under the crosshair, in words. */
  cursorEvents(): readonly string[];
  /** Where time stands on the page; null before anything was drawn. */
  timeScale(): TimeScale | null;
  /** The lower edge of its plot in page coordinates. */
  readonly plotBottom: number;
  /** The crosshair in page coordinates, or null while it is away. */
  cursorPlace(): { readonly x: number; readonly top: number; readonly bottom: number } | null;
}
