import uPlot from "uplot";
import { type DashPhase, drawLine, firstAtOrAfter, type LineStyle } from "./drawLine.ts";
import type { ColumnView } from "./SeriesBuffer.ts";

/** CSS pixels beyond the plot that a line on its edge, or the joint of two stretches, reaches into. */
const marginPx = 2;
const none = new Float64Array(0);

/** What is on the canvas, and where the next stretch begins. */
interface Picture {
  /** All that the lines were drawn from, besides samples and the end of the window. */
  readonly key: string;
  readonly view: ColumnView;
  readonly endMs: number;
  /** Device pixels of the plot's canvas: left of it nothing changes any more. */
  readonly seam: number;
  /** A sample left of the seam, and where each line's dashes stand there. */
  readonly resumeMs: number;
  readonly phases: readonly DashPhase[];
}

/**
 * The lines of one chart on a canvas of their own, kept from draw to draw. While nothing but time goes on, the picture is
 * moved along by whole pixels and only its newest stretch is drawn; any other change draws all of it anew.
 */
export class LineLayer {
  private readonly canvas = document.createElement("canvas");
  private readonly ctx: CanvasRenderingContext2D;
  private picture: Picture | null = null;

  constructor() {
    const ctx = this.canvas.getContext("2d");
    if (!ctx) throw new Error("This browser gives no canvas to draw on");
    this.ctx = ctx;
    // A graphics process that died took the picture with it.
    this.canvas.addEventListener("contextrestored", () => {
      this.picture = null;
    });
  }

  /** Puts the lines, one a column, onto the plot; the last one on top. */
  draw(u: uPlot, view: ColumnView, styles: readonly LineStyle[]): void {
    const { ctx } = this;
    const { timesMs, values } = view;
    const place = placeOf(u);
    const { fromMs, endMs, pixelMs } = axisOf(u);
    const key = JSON.stringify([u.bbox, Math.round(endMs - fromMs), u.scales.y?.min, u.scales.y?.max, styles]);
    const kept = this.moved(key, view, u) ?? this.cleared(place);
    const from = kept ? firstAtOrAfter(timesMs, kept.resumeMs) : Math.max(0, firstAtOrAfter(timesMs, fromMs) - 1);

    const newestX = u.bbox.left + ((timesMs[timesMs.length - 1] ?? fromMs) - fromMs) / pixelMs;
    const seam = Math.floor(newestX) - place.margin;
    const resumeBeforeMs = fromMs + (seam - place.margin - u.bbox.left) * pixelMs;
    const resumeAt = Math.max(0, firstAtOrAfter(timesMs, resumeBeforeMs) - 1);

    ctx.save();
    ctx.translate(-place.left, -place.top);
    ctx.beginPath();
    const stretchLeft = kept?.seam ?? place.left;
    ctx.rect(stretchLeft, place.top, place.left + place.width - stretchLeft, place.height);
    ctx.clip();
    ctx.clearRect(stretchLeft, place.top, place.width, place.height);
    const phases = styles.map((style, s) => {
      const stretch = { from, phase: kept?.phases[s] ?? null, resumeAt };
      return drawLine(ctx, u, timesMs, values[s] ?? none, style, stretch);
    });
    ctx.restore();

    const resumeMs = timesMs[resumeAt] ?? Number.NaN;
    this.picture = { key, view: copied(view, this.picture?.view), endMs, seam, resumeMs, phases };
    u.ctx.drawImage(this.canvas, place.left, place.top);
  }

  /** The picture moved to the plot's window, if all of it can stay. */
  private moved(key: string, view: ColumnView, u: uPlot): Picture | null {
    const { ctx, canvas, picture } = this;
    if (picture?.key !== key) return null;
    const { endMs, pixelMs } = axisOf(u);
    const exact = (endMs - picture.endMs) / pixelMs;
    const shift = Math.round(exact);
    const seam = picture.seam - shift;
    if (shift < 0 || Math.abs(exact - shift) > 0.01 || seam <= u.bbox.left) return null;
    if (!view.timesMs.includes(picture.resumeMs) || !goesOn(picture.view, view)) return null;
    if (shift > 0) {
      ctx.globalCompositeOperation = "copy";
      ctx.drawImage(canvas, -shift, 0);
      ctx.globalCompositeOperation = "source-over";
    }
    return { ...picture, seam };
  }

  private cleared({ width, height }: Place): null {
    this.canvas.width = width;
    this.canvas.height = height;
    return null;
  }
}

/** The layer on the plot's canvas, in whole device pixels. Its left edge is the plot's: what moves out there is gone. */
interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly margin: number;
}

function placeOf({ bbox }: uPlot): Place {
  const margin = Math.ceil(marginPx * uPlot.pxRatio);
  const left = Math.floor(bbox.left);
  const top = Math.floor(bbox.top) - margin;
  return {
    left,
    top,
    width: Math.ceil(bbox.left + bbox.width) + margin - left,
    height: Math.ceil(bbox.top + bbox.height) + margin - top,
    margin,
  };
}

function axisOf({ scales, bbox }: uPlot) {
  const { min: fromMs = 0, max: endMs = 1 } = scales.x ?? {};
  return { fromMs, endMs, pixelMs: (endMs - fromMs) / bbox.width };
}

/** Whether all that `before` holds of the time of `now` is in `now` as it was. */
function goesOn(before: ColumnView, now: ColumnView): boolean {
  const dropped = firstAtOrAfter(before.timesMs, now.timesMs[0] ?? Number.NaN);
  return (
    sameFrom(before.timesMs, dropped, now.timesMs) &&
    before.values.every((column, s) => sameFrom(column, dropped, now.values[s] ?? none))
  );
}

function sameFrom(before: Float64Array, dropped: number, now: Float64Array): boolean {
  const count = before.length - dropped;
  if (count > now.length) return false;
  for (let i = 0; i < count; i += 1) if (!Object.is(before[dropped + i], now[i])) return false;
  return true;
}

/** A view is valid until the next sample only. The arrays of the copy before it are taken where they fit. */
function copied(view: ColumnView, spare: ColumnView | undefined): ColumnView {
  const copy = (column: Float64Array, old: Float64Array | undefined) => {
    if (old?.length !== column.length) return column.slice();
    old.set(column);
    return old;
  };
  return {
    timesMs: copy(view.timesMs, spare?.timesMs),
    values: view.values.map((column, s) => copy(column, spare?.values[s])),
  };
}
