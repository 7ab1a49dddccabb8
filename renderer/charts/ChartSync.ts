import { type Disposable, toDisposable } from "../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../shared/base/emitter.ts";
import { CursorReadout } from "./CursorReadout.ts";
import type { SyncedChart, TimeScale, TimeWindow } from "./chartTypes.ts";

let created = 0;

/** What a window picked on one chart does to the screen. */
export interface Zoom {
  readonly to: (window: TimeWindow) => void;
  readonly leave: () => void;
}

/** The charts of one screen: one crosshair for all of them, one readout for the chart that is pointed at. */
export class ChartSync implements Disposable {
  readonly key: string;
  private readonly charts = new Set<SyncedChart>();
  private readonly readout = new CursorReadout();
  private active: SyncedChart | null = null;
  private moving = false;
  private readonly zoom: Zoom;
  private readonly moved = new Emitter<void>();

  constructor(zoom: Zoom) {
    this.zoom = zoom;
    created += 1;
    this.key = `charts-${created}`;
  }

  add(chart: SyncedChart): Disposable {
    this.charts.add(chart);
    const enter = () => this.setActive(chart);
    const leave = () => this.setActive(null);
    chart.container.addEventListener("pointerenter", enter);
    chart.container.addEventListener("pointerleave", leave);
    return toDisposable(() => {
      this.charts.delete(chart);
      chart.container.removeEventListener("pointerenter", enter);
      chart.container.removeEventListener("pointerleave", leave);
      if (this.active === chart) this.setActive(null);
    });
  }

  /** Moves the crosshair of every chart to the sample beside the present one; returns its time. */
  step(chart: SyncedChart, by: number): number | null {
    const atMs = chart.neighbourMs(by);
    this.setActive(chart);
    this.moveAll(atMs);
    return atMs;
  }

  /** The time under the crosshair, wherever it was put; null while it is away. */
  get cursorMs(): number | null {
    for (const chart of this.charts) if (chart.cursorMs !== null) return chart.cursorMs;
    return null;
  }

  /** Puts the crosshair of every chart to a time that was pointed at elsewhere. */
  point(atMs: number): void {
    this.setActive(null);
    this.moveAll(atMs);
  }

  /** The crosshair moved, or the data under it did; several times for one move. */
  get onCursor(): Event<void> {
    return this.moved.event;
  }

  /** Where time stands on the charts, which is alike on all of a column. */
  get timeScale(): TimeScale | null {
    for (const chart of this.charts) {
      const scale = chart.timeScale();
      if (scale) return scale;
    }
    return null;
  }

  zoomTo(window: TimeWindow): void {
    this.zoom.to(window);
  }

  leaveZoom(): void {
    this.zoom.leave();
  }

  /** Takes the crosshair away. */
  clear(): void {
    this.setActive(null);
    this.moveAll(null);
  }

  /** A chart reports that its crosshair moved, or that the data under it did. */
  cursorMoved(chart: SyncedChart): void {
    if (chart === this.active && !this.moving) this.showReadout(chart);
    this.moved.fire();
  }

  dispose(): void {
    this.charts.clear();
    this.moved.dispose();
    this.readout.dispose();
  }

  private moveAll(atMs: number | null): void {
    this.moving = true;
    for (const chart of this.charts) chart.setCursor(atMs);
    this.moving = false;
    if (this.active) this.showReadout(this.active);
  }

  /** The time stands where the times of the axis stand: under the chart, or under the one that it stands on. */
  private showReadout(chart: SyncedChart): void {
    const below = chart.showsTimes ? chart : [...this.charts].find(({ showsTimes }) => showsTimes);
    this.readout.show(chart, below?.plotBottom ?? null);
  }

  private setActive(chart: SyncedChart | null): void {
    this.active = chart;
    if (!chart) this.readout.hide();
  }
}
