import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import "./uplot.css";
import { type Disposable, DisposableStore, toDisposable } from "../../shared/base/disposable.ts";
import type { ChartSync } from "./ChartSync.ts";
import type { ChartTheme } from "./chartColours.ts";
import type { CursorValue, SyncedChart, TimeWindow } from "./chartTypes.ts";
import { frames } from "./frameScheduler.ts";
import { chartFont, drawTimeLabels } from "./overlays.ts";
import { type ClockZone, tickText, timeTicks, zoneOffsetMs } from "./scales.ts";

export interface HeatmapRow {
  readonly label: string;
  /** One value a time; NaN is an empty cell. */
  readonly values: Float64Array;
}

export interface HeatmapContent {
  readonly timesMs: Float64Array;
  /** From the bottom up. */
  readonly rows: readonly HeatmapRow[];
  /** The value that is drawn as full; 0 draws everything as nothing. */
  readonly max: number;
  readonly window: TimeWindow;
  readonly zone: ClockZone;
}

const emptyContent: HeatmapContent = {
  timesMs: new Float64Array(0),
  rows: [],
  max: 0,
  window: { fromMs: 0, toMs: 1 },
  zone: "utc",
};
const leftAxisWidth = 112;
const leastLabelHeight = 14;

/** Rows of cells over time, lightness for the value; one uPlot instance for the axes and the crosshair. */
export class HeatmapChart implements SyncedChart, Disposable {
  readonly container: HTMLElement;
  readonly showsTimes = true;
  private readonly theme: ChartTheme;
  private readonly sync: ChartSync;
  private readonly valueText: (value: number) => string;
  private readonly plot: uPlot;
  private readonly owned = new DisposableStore();
  private readonly frame = () => this.draw();
  private content = emptyContent;
  private size: { readonly width: number; readonly height: number };

  constructor(container: HTMLElement, valueText: (value: number) => string, theme: ChartTheme, sync: ChartSync) {
    this.container = container;
    this.valueText = valueText;
    this.theme = theme;
    this.sync = sync;
    this.size = { width: container.clientWidth, height: container.clientHeight };
    this.plot = new uPlot(this.plotOptions(), [[], []], container);
    this.owned.add(toDisposable(() => this.plot.destroy()));
    this.owned.add(sync.add(this));
    this.owned.add(theme.onChange(() => this.requestDraw()));
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      this.size = { width: Math.floor(entry.contentRect.width), height: Math.floor(entry.contentRect.height) };
      this.requestDraw();
    });
    observer.observe(container);
    this.owned.add(toDisposable(() => observer.disconnect()));
  }

  setContent(content: HeatmapContent): void {
    this.content = content;
    this.requestDraw();
  }

  get zone(): ClockZone {
    return this.content.zone;
  }

  get cursorMs(): number | null {
    const index = this.plot.cursor.idx;
    return index === null || index === undefined ? null : (this.content.timesMs[index] ?? null);
  }

  setCursor(atMs: number | null): void {
    const left = atMs === null ? -10 : this.plot.valToPos(atMs, "x");
    this.plot.setCursor({ left, top: atMs === null ? -10 : this.plot.over.clientHeight / 2 });
  }

  neighbourMs(by: number): number | null {
    const { timesMs } = this.content;
    const from = this.plot.cursor.idx ?? timesMs.length - (by < 0 ? 0 : 1);
    return timesMs[Math.min(timesMs.length - 1, Math.max(0, from + by))] ?? null;
  }

  /** The cell under the pointer. */
  cursorValues(): readonly CursorValue[] {
    const { cursor, over } = this.plot;
    const row = Math.floor((1 - (cursor.top ?? 0) / over.clientHeight) * this.content.rows.length);
    const under = this.content.rows[row];
    const value = under?.values[cursor.idx ?? -1] ?? Number.NaN;
    if (!under || Number.isNaN(value)) return [];
    const line = { key: under.label, label: under.label, slot: 1 };
    return [{ line, colour: this.colour(value), text: this.valueText(value) }];
  }

  /** A heatmap draws no events, and its time has no line to follow. */
  cursorEvents(): readonly string[] {
    return [];
  }

  timeScale(): null {
    return null;
  }

  get plotBottom(): number {
    return this.plot.over.getBoundingClientRect().bottom;
  }

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
    const { plot, content } = this;
    plot.batch(() => {
      if (plot.width !== this.size.width || plot.height !== this.size.height) plot.setSize(this.size);
      plot.setData([content.timesMs, content.timesMs], false);
      plot.setScale("x", { min: content.window.fromMs, max: content.window.toMs });
    });
  }

  private drawCells(u: uPlot): void {
    const { rows, timesMs, window } = this.content;
    const { ctx, bbox } = u;
    const gap = uPlot.pxRatio;
    const rowHeight = bbox.height / Math.max(1, rows.length);
    const perMs = bbox.width / (window.toMs - window.fromMs);
    const stepMs = timesMs.length > 1 ? (timesMs[1] ?? 0) - (timesMs[0] ?? 0) : window.toMs - window.fromMs;
    const width = Math.max(1, stepMs * perMs - (stepMs * perMs > 4 * gap ? gap : 0));
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    rows.forEach(({ values }, row) => {
      const top = bbox.top + bbox.height - (row + 1) * rowHeight;
      for (let i = 0; i < timesMs.length; i += 1) {
        const value = values[i] ?? Number.NaN;
        if (Number.isNaN(value)) continue;
        ctx.fillStyle = this.colour(value);
        const right = bbox.left + ((timesMs[i] ?? 0) - window.fromMs) * perMs;
        ctx.fillRect(right - width, top, width, Math.max(1, rowHeight - (rowHeight > 4 * gap ? gap : 0)));
      }
    });
    ctx.restore();
  }

  private colour(value: number): string {
    const { heat } = this.theme.colours;
    const share = this.content.max > 0 ? Math.min(1, Math.max(0, value / this.content.max)) : 0;
    return heat[Math.min(heat.length - 1, Math.ceil(share * (heat.length - 1)))] ?? this.theme.colours.neutral;
  }

  private drawLabels(u: uPlot): void {
    const { window, zone, rows } = this.content;
    const rangeMs = window.toMs - window.fromMs;
    const ticks = timeTicks(
      window.fromMs,
      window.toMs,
      Math.floor(u.over.clientWidth / 40),
      zoneOffsetMs(window.toMs, zone),
    );
    drawTimeLabels(u, ticks, (atMs) => tickText(atMs, rangeMs, zone), this.theme.colours);
    const ratio = uPlot.pxRatio;
    const rowHeight = u.bbox.height / Math.max(1, rows.length);
    const every = Math.max(1, Math.ceil((leastLabelHeight * ratio) / rowHeight));
    u.ctx.save();
    u.ctx.font = chartFont.replace("11px", `${11 * ratio}px`);
    u.ctx.fillStyle = this.theme.colours.axis;
    u.ctx.textAlign = "right";
    u.ctx.textBaseline = "middle";
    rows.forEach(({ label }, row) => {
      if (row % every !== 0) return;
      const y = u.bbox.top + u.bbox.height - (row + 0.5) * rowHeight;
      u.ctx.fillText(fitText(u.ctx, label, (leftAxisWidth - 12) * ratio), u.bbox.left - 6 * ratio, y);
    });
    u.ctx.restore();
  }

  private plotOptions(): uPlot.Options {
    const bare = { stroke: () => "transparent", grid: { show: false }, ticks: { show: false } };
    return {
      width: Math.max(1, this.size.width),
      height: Math.max(1, this.size.height),
      ms: 1,
      padding: [6, 8, 0, 0],
      legend: { show: false },
      series: [{}, { scale: "y", auto: false, paths: () => null, points: { show: false } }],
      scales: {
        x: { time: false, range: () => [this.content.window.fromMs, this.content.window.toMs] },
        y: { range: () => [0, Math.max(1, this.content.rows.length)] },
      },
      axes: [
        { ...bare, size: 16, splits: () => [], values: () => [] },
        { ...bare, scale: "y", size: leftAxisWidth, splits: () => [], values: () => [] },
      ],
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false, dist: 6 },
        sync: {
          key: this.sync.key,
          scales: ["x", null],
          filters: { pub: (type) => type !== "mousedown" && type !== "mouseup", sub: () => true },
        },
      },
      hooks: {
        drawAxes: [(u) => this.drawLabels(u)],
        draw: [(u) => this.drawCells(u)],
        setCursor: [() => this.sync.cursorMoved(this)],
        setSelect: [
          (u) => {
            const { left, width } = u.select;
            if (width <= 0) return;
            this.sync.zoomTo({ fromMs: u.posToVal(left, "x"), toMs: u.posToVal(left + width, "x") });
            u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
      },
    };
  }
}

/** The beginning of a label that is too long for its place. */
function fitText(context: CanvasRenderingContext2D, label: string, width: number): string {
  if (context.measureText(label).width <= width) return label;
  let length = label.length - 1;
  while (length > 1 && context.measureText(`${label.slice(0, length)}\u2026`).width > width) length -= 1;
  return `${label.slice(0, length)}\u2026`;
}
