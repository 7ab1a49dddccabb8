import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import "./uplot.css";
import { type Disposable, DisposableStore, toDisposable } from "../../shared/base/disposable.ts";
import type { ChartSync } from "./ChartSync.ts";
import type { ChartTheme } from "./chartColours.ts";
import type {
  ChartContent,
  ChartLine,
  ChartOptions,
  CursorValue,
  SyncedChart,
  TimeScale,
  TimeWindow,
} from "./chartTypes.ts";
import { drawArea } from "./drawArea.ts";
import { drawBars, type StackLayer, shareLayers, stackColumns } from "./drawBars.ts";
import { drawExpected } from "./drawExpected.ts";
import { drawFiring, drawHeldLabel } from "./drawFiring.ts";
import type { LineStyle } from "./drawLine.ts";
import { frames } from "./frameScheduler.ts";
import { LineLayer } from "./LineLayer.ts";
import { chartFont, drawEvidence, drawStaleGap, drawThreshold, drawTimeLabels, drawUnread } from "./overlays.ts";
import { type ClockZone, tickText, timeTicks, type YScale, yScale, zoneOffsetMs } from "./scales.ts";

const emptyContent: ChartContent = {
  lines: [],
  view: { timesMs: new Float64Array(0), values: [] },
  window: { fromMs: 0, toMs: 1 },
  thresholds: [],
  gap: null,
  emphasis: null,
  zone: "utc",
};

const defaultAxisWidth = 32;
const dash = { on: 6, off: 3 };

/**
 * Owns one uPlot instance in one container for the container's life. Content is set as often as it likes to
 * change and drawn at most once a frame; samples never create a chart.
 */
export class Chart implements SyncedChart, Disposable {
  readonly container: HTMLElement;
  readonly options: ChartOptions;
  private readonly theme: ChartTheme;
  private readonly sync: ChartSync;
  private readonly plot: uPlot;
  private readonly owned = new DisposableStore();
  private readonly frame = () => this.draw();
  private readonly lines = new LineLayer();
  private content = emptyContent;
  private window = emptyContent.window;
  /** What bars stand on, one layer a line; none for lines. */
  private layers: readonly StackLayer[] = [];
  private drawnLines: readonly ChartLine[] = [];
  private y: YScale;
  private timeTicks: readonly number[] = [];
  private size: { readonly width: number; readonly height: number };

  constructor(container: HTMLElement, options: ChartOptions, theme: ChartTheme, sync: ChartSync) {
    this.container = container;
    this.options = options;
    this.theme = theme;
    this.sync = sync;
    // Without content there is nothing that an axis could tell.
    this.y = { ...yScale(options.y, Number.NaN, Number.NaN, options.unit), ticks: [] };
    this.size = { width: container.clientWidth, height: container.clientHeight };
    this.plot = new uPlot(this.plotOptions(sync), [[]], container);
    this.owned.add(toDisposable(() => this.plot.destroy()));
    this.owned.add(sync.add(this));
    this.owned.add(theme.onChange(() => this.requestDraw()));
    this.owned.add(this.watchSize());
    this.requestDraw();
  }

  /** Pixels available for time, for choosing a query's step. */
  get plotWidth(): number {
    return Math.max(0, this.size.width - this.axisWidth - 8);
  }

  get showsTimes(): boolean {
    return this.options.showsTimes ?? true;
  }

  private get axisWidth(): number {
    return this.options.axisWidth ?? defaultAxisWidth;
  }

  setContent(content: ChartContent): void {
    this.content = content;
    this.requestDraw();
  }

  /** Puts the crosshair on the sample nearest to a time; null takes it away. */
  setCursor(atMs: number | null): void {
    const left = atMs === null ? -10 : this.plot.valToPos(atMs, "x");
    this.plot.setCursor({ left, top: atMs === null ? -10 : this.plot.over.clientHeight / 2 });
  }

  /** The time under the crosshair, or null. */
  get cursorMs(): number | null {
    const index = this.plot.cursor.idx;
    return index === null || index === undefined ? null : (this.content.view.timesMs[index] ?? null);
  }

  /** The sample `by` steps from the crosshair, or from the newest one. */
  neighbourMs(by: number): number | null {
    const { timesMs } = this.content.view;
    const from = this.plot.cursor.idx ?? timesMs.length - (by < 0 ? 0 : 1);
    return timesMs[Math.min(timesMs.length - 1, Math.max(0, from + by))] ?? null;
  }

  /** What the lines say under the crosshair: the emphasised ones, or all. */
  cursorValues(): readonly CursorValue[] {
    const index = this.plot.cursor.idx;
    if (index === null || index === undefined) return [];
    const { lines, view, emphasis } = this.content;
    return lines.flatMap((line, s) => {
      const value = view.values[s]?.[index] ?? Number.NaN;
      if (Number.isNaN(value) || (emphasis && !emphasis.has(line.key))) return [];
      return [{ line, colour: this.colour(line), text: this.options.valueText(value) }];
    });
  }

  cursorEvents(): readonly string[] {
    const index = this.plot.cursor.idx;
    if (index === null || index === undefined) return [];
    const { evidence } = this.content;
    const { fromMs, toMs } = this.window;
    return (evidence?.events ?? []).flatMap(({ atMs, text }) =>
      atMs >= fromMs && atMs <= toMs && this.plot.valToIdx(atMs) === index ? [text] : [],
    );
  }

  timeScale(): TimeScale | null {
    const { fromMs, toMs } = this.window;
    const { left, width } = this.plot.over.getBoundingClientRect();
    return width === 0 || this.window === emptyContent.window ? null : { left, width, fromMs, toMs };
  }

  get zone(): ClockZone {
    return this.content.zone;
  }

  get plotBottom(): number {
    return this.plot.over.getBoundingClientRect().bottom;
  }

  /** The crosshair in page coordinates, or null while it is away. */
  cursorPlace(): { readonly x: number; readonly top: number; readonly bottom: number } | null {
    const left = this.plot.cursor.left ?? -10;
    if (left < 0) return null;
    const rect = this.plot.over.getBoundingClientRect();
    return { x: rect.left + left, top: rect.top, bottom: rect.bottom };
  }

  dispose(): void {
    this.owned.dispose();
  }

  private requestDraw(): void {
    if (!this.owned.isDisposed) frames.request(this.frame);
  }

  private draw(): void {
    if (this.owned.isDisposed || this.size.width === 0 || this.size.height === 0) return;
    const { content, plot } = this;
    if (content === emptyContent) {
      plot.setSize(this.size);
      return;
    }
    const { view } = content;
    if (this.isStacked) {
      const layers = stackColumns(view.values, content.lines.map(isApart));
      this.layers = this.options.shares ? shareLayers(layers) : layers;
    }
    this.y = this.chooseScale();
    this.applyLines();
    plot.batch(() => {
      if (plot.width !== this.size.width || plot.height !== this.size.height) plot.setSize(this.size);
      this.window = wholePixels(content.window, plot.bbox.width);
      const { fromMs, toMs } = this.window;
      const mostTicks = Math.floor(this.plotWidth / 40);
      this.timeTicks = timeTicks(fromMs, toMs, mostTicks, zoneOffsetMs(toMs, content.zone));
      plot.setData([view.timesMs, ...view.values]);
      plot.setScale("x", { min: fromMs, max: toMs });
      // Ticks may be others although the window is the same: after a change of the zone.
      plot.redraw(false, true);
    });
  }

  private chooseScale(): YScale {
    const { view, thresholds, expected } = this.content;
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    if (this.options.y.kind !== "fixed") {
      const drawn = this.isStacked ? this.layers.map(({ tops }) => tops) : view.values;
      for (const column of expected ? [...drawn, expected.low, expected.high] : drawn) {
        for (const value of column) {
          if (value < min) min = value;
          if (value > max) max = value;
        }
      }
      // Headroom, so that a threshold's label can stand on its line.
      for (const { value } of thresholds) {
        min = Math.min(min, value);
        max = Math.max(max, value * 1.04);
      }
    }
    return yScale(this.options.y, min, max, this.options.unit);
  }

  /** Brings uPlot's series in line with the content's; a sample never changes them, a reset may. */
  private applyLines(): void {
    const { lines } = this.content;
    const { plot } = this;
    for (let s = this.drawnLines.length; s > lines.length; s -= 1) plot.delSeries(s);
    for (let s = this.drawnLines.length; s < lines.length; s += 1) plot.addSeries(this.lineOptions(), s + 1);
    this.drawnLines = lines;
  }

  /** uPlot knows a series for its crosshair; the line itself is drawn by `drawSamples`. */
  private lineOptions(): uPlot.Series {
    return { scale: "y", auto: false, paths: () => null, points: { show: false } };
  }

  private drawSamples(u: uPlot): void {
    const { lines, view } = this.content;
    const styles = lines.map((line) => this.lineStyle(line));
    if (!this.isStacked) this.lines.draw(u, view, styles);
    const drawLayer = this.options.shape === "area" ? drawArea : drawBars;
    styles.forEach((style, s) => {
      const layer = this.layers[s];
      if (layer) drawLayer(u, view.timesMs, layer, style);
    });
  }

  private lineStyle(line: ChartLine): LineStyle {
    const { emphasis, lines, gap } = this.content;
    const loud = emphasis?.has(line.key);
    return {
      colour: this.colour(line),
      width: emphasis === null ? 1.5 : loud ? 1.75 : 1,
      alpha: (emphasis === null || loud ? 1 : 0.5) * (gap ? 0.7 : 1),
      // Thin and faded, dashes would be fuzz; the crosshair tells such lines apart.
      dash: line.slot > 4 && (emphasis === null || loud) ? dash : null,
      // A fill under several lines would hide their grid and each other.
      fill: lines.length === 1 ? 0.1 : null,
    };
  }

  private get isStacked(): boolean {
    return this.options.shape === "bar" || this.options.shape === "area";
  }

  private colour(line: ChartLine | undefined): string {
    const { colours } = this.theme;
    if (line?.tone) return this.isStacked ? colours.solid[line.tone] : colours[line.tone];
    return colours.series[(line?.slot ?? 1) - 1] ?? colours.neutral;
  }

  /** Whether a line is marked under the crosshair. */
  private hasPoint(s: number): boolean {
    const { emphasis, lines } = this.content;
    return !this.isStacked && (emphasis?.has(lines[s]?.key ?? "") ?? true);
  }

  private plotOptions(sync: ChartSync): uPlot.Options {
    const grid = { stroke: () => this.theme.colours.grid, width: 1 };
    // Ticks are chosen by this class; uPlot only has to believe that they fit.
    const fixedTicks = { space: 1, incrs: () => [Number.MAX_VALUE] };
    return {
      width: Math.max(1, this.size.width),
      height: Math.max(1, this.size.height),
      ms: 1,
      // Half of the lowest value stands below the plot.
      padding: [6, 8, this.showsTimes ? 0 : 6, 0],
      legend: { show: false },
      series: [{}],
      scales: {
        x: { time: false, range: () => [this.window.fromMs, this.window.toMs] },
        y: { range: () => [this.y.min, this.y.max] },
      },
      axes: [
        {
          ...fixedTicks,
          size: this.showsTimes ? 16 : 0,
          grid,
          ticks: { show: false },
          border: { show: true, stroke: () => this.theme.colours.base, width: 1 },
          stroke: () => this.theme.colours.axis,
          splits: () => [...this.timeTicks],
          values: (_, splits) => splits.map(() => null),
        },
        {
          ...fixedTicks,
          scale: "y",
          size: this.axisWidth,
          gap: 6,
          grid,
          ticks: { show: false },
          font: chartFont,
          stroke: () => this.theme.colours.axis,
          splits: () => [...this.y.ticks],
          values: (_, splits) => splits.map((value) => this.options.tickText(value)),
        },
      ],
      cursor: {
        y: false,
        drag: { x: true, y: false, setScale: false, dist: 6 },
        bind: {
          dblclick: () => () => {
            sync.leaveZoom();
            return null;
          },
        },
        // Others follow the crosshair; what is dragged here is picked once.
        sync: {
          key: sync.key,
          scales: ["x", null],
          filters: { pub: (type) => type !== "mousedown" && type !== "mouseup", sub: () => true },
        },
        // The crosshair stands on samples only, and a gap has no point.
        move: (u, left, top) => [left < 0 ? left : this.snap(u, left), top],
        dataIdx: (u, s, index) => (s === 0 || !Number.isNaN(u.data[s]?.[index]) ? index : null),
        points: {
          size: 7,
          width: 1.5,
          fill: (_, s) => (this.hasPoint(s - 1) ? this.theme.colours.panel : "transparent"),
          stroke: (_, s) => (this.hasPoint(s - 1) ? this.colour(this.drawnLines[s - 1]) : "transparent"),
        },
      },
      hooks: {
        drawAxes: [(u) => this.drawLabels(u), (u) => this.drawBehind(u)],
        draw: [(u) => this.drawSamples(u), (u) => this.drawOverlays(u)],
        setCursor: [() => sync.cursorMoved(this)],
        setSelect: [(u) => this.pickWindow(u)],
      },
    };
  }

  /** What was dragged over becomes the window of every chart. */
  private pickWindow(u: uPlot): void {
    const { left, width } = u.select;
    if (width <= 0) return;
    this.sync.zoomTo({ fromMs: u.posToVal(left, "x"), toMs: u.posToVal(left + width, "x") });
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  }

  private snap(u: uPlot, left: number): number {
    const time = this.content.view.timesMs[u.posToIdx(left)];
    return time === undefined ? left : Math.max(0, u.valToPos(time, "x"));
  }

  private drawLabels(u: uPlot): void {
    if (!this.showsTimes) return;
    const { window, zone } = this.content;
    const rangeMs = window.toMs - window.fromMs;
    drawTimeLabels(u, this.timeTicks, (atMs) => tickText(atMs, rangeMs, zone), this.theme.colours);
  }

  private drawBehind(u: uPlot): void {
    if (this.content.expected) drawExpected(u, this.content.expected, this.theme.colours);
  }

  private drawOverlays(u: uPlot): void {
    if (this.content.firing) drawFiring(u, this.content.firing, this.theme.colours);
    if (this.content.evidence) drawEvidence(u, this.content.evidence, this.theme.colours);
    if (this.content.firing) drawHeldLabel(u, this.content.firing, this.theme.colours);
    const { titleWithin = false } = this.options;
    for (const threshold of this.content.thresholds) drawThreshold(u, threshold, this.theme.colours, titleWithin);
    if (this.content.gap) drawStaleGap(u, this.content.gap, this.theme.colours);
    if (this.content.unread) drawUnread(u, this.content.unread, this.theme.colours);
  }

  private watchSize(): Disposable {
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      this.size = { width: Math.floor(entry.contentRect.width), height: Math.floor(entry.contentRect.height) };
      this.requestDraw();
    });
    observer.observe(this.container);
    return toDisposable(() => observer.disconnect());
  }
}

/** A window whose end is a whole number of pixels since the epoch, less than one later: it moves by whole pixels only. */
function wholePixels({ fromMs, toMs }: TimeWindow, widthPx: number): TimeWindow {
  const pixelMs = (toMs - fromMs) / widthPx;
  const endMs = Math.ceil(toMs / pixelMs) * pixelMs;
  return { fromMs: endMs - (toMs - fromMs), toMs: endMs };
}

function isApart({ apart = false }: ChartLine): boolean {
  return apart;
}
