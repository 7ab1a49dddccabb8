import uPlot from "uplot";
import type { ChartColours } from "./chartColours.ts";

export interface Threshold {
  readonly value: number;
  readonly label: string;
  readonly severity: "neutral" | "warning" | "critical";
}

/** Where measuring ended although time went on. */
export interface StaleGap {
  readonly fromMs: number;
  /** `last sample 02:13:34` */
  readonly label: string;
}

/** Up to when nothing was read: no value there does not mean none. */
export interface UnreadStretch {
  readonly toMs: number;
  /** `before 02:01:12 not read` */
  readonly label: string;
}

/** What happened, and the stretch of time that is looked at: drawn alike on every chart of a screen. */
export interface ChartEvidence {
  readonly events: readonly {
    readonly atMs: number;
    readonly tone: "neutral" | "warning" | "critical";
    /** What it was, for who looks there. */
    readonly text: string;
  }[];
  readonly picked: { readonly fromMs: number; readonly toMs: number } | null;
}

export const chartFont = '11px "Inter Variable", Inter, system-ui, sans-serif';

function scaledFont(): string {
  return chartFont.replace("11px", `${11 * uPlot.pxRatio}px`);
}

const labelPx = 16;
/** Of a title within the plot, and a label below it. */
const titledPx = 37;

/** A dashed line with its label standing on it, or below it where there is no room or the title stands. */
export function drawThreshold(u: uPlot, threshold: Threshold, colours: ChartColours, titleWithin: boolean): void {
  const { min, max } = u.scales.y ?? {};
  if (min === undefined || max === undefined || threshold.value < min || threshold.value > max) return;
  const { ctx, bbox } = u;
  const ratio = uPlot.pxRatio;
  const y = Math.round(u.valToPos(threshold.value, "y", true)) + 0.5;
  ctx.save();
  ctx.strokeStyle = colours[threshold.severity];
  ctx.fillStyle = colours[threshold.severity];
  ctx.lineWidth = ratio;
  ctx.setLineDash([4 * ratio, 3 * ratio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = scaledFont();
  ctx.textAlign = "left";
  const isRoomBelow = bbox.top + bbox.height - y > labelPx * ratio;
  const above = y - bbox.top > (titleWithin && isRoomBelow ? titledPx : labelPx) * ratio;
  ctx.textBaseline = above ? "bottom" : "top";
  const [left, edge] = [bbox.left + 4 * ratio, y + (above ? -2 : 3) * ratio];
  // Lines pass behind the label, not through it.
  const width = ctx.measureText(threshold.label).width;
  ctx.fillStyle = colours.panel;
  ctx.fillRect(left - 2 * ratio, above ? edge - 13 * ratio : edge, width + 4 * ratio, 13 * ratio);
  ctx.fillStyle = colours[threshold.severity];
  ctx.fillText(threshold.label, left, edge);
  ctx.restore();
}

/** A dotted line at each event, and a band over what was picked. */
export function drawEvidence(u: uPlot, { events, picked }: ChartEvidence, colours: ChartColours): void {
  const { ctx, bbox } = u;
  const ratio = uPlot.pxRatio;
  const right = bbox.left + bbox.width;
  const placeOf = (atMs: number) => Math.round(u.valToPos(atMs, "x", true)) + 0.5;
  const line = (x: number) => {
    if (x < bbox.left || x > right) return;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  };
  ctx.save();
  ctx.lineWidth = ratio;
  if (picked) {
    const [from, to] = [placeOf(picked.fromMs), placeOf(picked.toMs)];
    const [left, end] = [Math.max(bbox.left, from), Math.min(right, to)];
    ctx.fillStyle = ctx.strokeStyle = colours.picked;
    ctx.globalAlpha = 0.12;
    if (end > left) ctx.fillRect(left, bbox.top, end - left, bbox.height);
    ctx.globalAlpha = 0.8;
    line(from);
    line(to);
  }
  ctx.globalAlpha = 1;
  ctx.setLineDash([2 * ratio, 3 * ratio]);
  for (const { atMs, tone } of events) {
    ctx.strokeStyle = colours[tone];
    line(placeOf(atMs));
  }
  ctx.restore();
}

/** Hatches the time without samples and names the newest one. */
export function drawStaleGap(u: uPlot, gap: StaleGap, colours: ChartColours): void {
  const { ctx, bbox } = u;
  const ratio = uPlot.pxRatio;
  const right = bbox.left + bbox.width;
  const bottom = bbox.top + bbox.height;
  const x = Math.min(right, Math.max(bbox.left, Math.round(u.valToPos(gap.fromMs, "x", true)) + 0.5));
  ctx.save();
  hatch(u, x, right, colours);
  ctx.strokeStyle = colours.axis;
  ctx.lineWidth = ratio;
  ctx.setLineDash([3 * ratio, 3 * ratio]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bottom);
  ctx.stroke();
  drawGapLabel(u, gap.label, x, colours);
  ctx.restore();
}

/** Hatches the time that was not read and says up to when. */
export function drawUnread(u: uPlot, { toMs, label }: UnreadStretch, colours: ChartColours): void {
  const { ctx, bbox } = u;
  const ratio = uPlot.pxRatio;
  const x = Math.min(bbox.left + bbox.width, Math.round(u.valToPos(toMs, "x", true)) + 0.5);
  if (x <= bbox.left) return;
  ctx.save();
  hatch(u, bbox.left, x, colours);
  ctx.font = scaledFont();
  const width = ctx.measureText(label).width + 8 * ratio;
  // Where it has no room it would say that of the lines beside it.
  if (width < x - bbox.left) drawGapLabel(u, label, x, colours);
  ctx.restore();
}

function hatch({ ctx, bbox }: uPlot, left: number, right: number, colours: ChartColours): void {
  const ratio = uPlot.pxRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, bbox.top, right - left, bbox.height);
  ctx.clip();
  ctx.beginPath();
  for (let offset = left - bbox.height; offset < right; offset += 6 * ratio) {
    ctx.moveTo(offset, bbox.top + bbox.height);
    ctx.lineTo(offset + bbox.height, bbox.top);
  }
  ctx.strokeStyle = colours.hatch;
  ctx.lineWidth = ratio;
  ctx.stroke();
  ctx.restore();
}

function drawGapLabel(u: uPlot, label: string, x: number, colours: ChartColours): void {
  const { ctx, bbox } = u;
  const ratio = uPlot.pxRatio;
  ctx.font = scaledFont();
  const width = ctx.measureText(label).width + 8 * ratio;
  const right = Math.max(x - 6 * ratio, bbox.left + width);
  const bottom = bbox.top + bbox.height - 6 * ratio;
  ctx.fillStyle = colours.panel;
  ctx.fillRect(right - width, bottom - 16 * ratio, width, 16 * ratio);
  ctx.fillStyle = colours.warning;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.fillText(label, right - width + 4 * ratio, bottom - 8 * ratio);
}

/** Time labels under their ticks, kept inside the chart; one that would touch its neighbour is left out. */
export function drawTimeLabels(
  u: uPlot,
  ticks: readonly number[],
  text: (atMs: number) => string,
  colours: ChartColours,
): void {
  const { ctx, bbox } = u;
  const ratio = uPlot.pxRatio;
  const most = ctx.canvas.width;
  ctx.save();
  ctx.font = scaledFont();
  ctx.fillStyle = colours.axis;
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  let free = Number.NEGATIVE_INFINITY;
  for (const tick of ticks) {
    const label = text(tick);
    const width = ctx.measureText(label).width;
    const middle = u.valToPos(tick, "x", true);
    const left = Math.min(Math.max(middle - width / 2, bbox.left), most - width - 2 * ratio);
    if (left < free) continue;
    ctx.fillText(label, left, bbox.top + bbox.height + 13 * ratio);
    free = left + width + 6 * ratio;
  }
  ctx.restore();
}
