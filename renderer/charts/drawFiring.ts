import uPlot from "uplot";
import type { ChartColours } from "./chartColours.ts";
import { chartFont } from "./overlays.ts";

/** When the expression of an alert held: first for as long as its rule asks (`for`), then firing. Unix ms. */
export interface FiringSpan {
  readonly heldFromMs: number;
  /** The same where the rule asks for no `for`; null while it is only pending. */
  readonly firedAtMs: number | null;
  /** Null while it goes on. */
  readonly endMs: number | null;
  /** `held 2m` */
  readonly label: string;
}

/** The time that it held is tinted, the time that it fires more so and with an edge on top. */
export function drawFiring(u: uPlot, { heldFromMs, firedAtMs, endMs }: FiringSpan, colours: ChartColours): void {
  const { ctx, bbox } = u;
  const ratio = uPlot.pxRatio;
  const [held, fired, end] = [placeOf(u, heldFromMs), placeOf(u, firedAtMs), placeOf(u, endMs)];
  const fill = (from: number, to: number, colour: string, alpha: number, height = bbox.height) => {
    if (to <= from) return;
    ctx.globalAlpha = alpha;
    ctx.fillStyle = colour;
    ctx.fillRect(from, bbox.top, to - from, height);
  };
  ctx.save();
  fill(held, fired, colours.warning, 0.1);
  fill(fired, end, colours.critical, 0.1);
  fill(fired, end, colours.critical, 1, 2 * ratio);
  ctx.restore();
}

/** How long it held, over what happened meanwhile: lines of events pass behind the words, not through them. */
export function drawHeldLabel(u: uPlot, { heldFromMs, firedAtMs, label }: FiringSpan, colours: ChartColours): void {
  const { ctx, bbox } = u;
  const ratio = uPlot.pxRatio;
  const [held, fired] = [placeOf(u, heldFromMs), placeOf(u, firedAtMs)];
  ctx.save();
  ctx.font = chartFont.replace("11px", `${11 * ratio}px`);
  const width = ctx.measureText(label).width;
  // Beside the stretch where it has room, within it where it is wide enough.
  const left = fired - held > width + 8 * ratio ? held + 4 * ratio : held - width - 4 * ratio;
  if (held > bbox.left && left > bbox.left) {
    ctx.fillStyle = colours.panel;
    ctx.fillRect(left - 2 * ratio, bbox.top + 2 * ratio, width + 4 * ratio, 13 * ratio);
    ctx.fillStyle = colours.warning;
    ctx.textAlign = "left";
    ctx.textBaseline = "top";
    ctx.fillText(label, left, bbox.top + 3 * ratio);
  }
  ctx.restore();
}

/** A time on the canvas, within the plot; null is its right edge. */
function placeOf(u: uPlot, atMs: number | null): number {
  const { left, width } = u.bbox;
  const right = left + width;
  return atMs === null ? right : Math.min(right, Math.max(left, Math.round(u.valToPos(atMs, "x", true))));
}
