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
export function drawFiring(u: uPlot, { heldFromMs, firedAtMs, endMs, label }: FiringSpan, colours: ChartColours): void {
  const { ctx, bbox } = u;
  const ratio = uPlot.pxRatio;
  const right = bbox.left + bbox.width;
  const placeOf = (atMs: number | null) =>
    atMs === null ? right : Math.min(right, Math.max(bbox.left, Math.round(u.valToPos(atMs, "x", true))));
  const [held, fired, end] = [placeOf(heldFromMs), placeOf(firedAtMs), placeOf(endMs)];
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
  ctx.globalAlpha = 1;
  ctx.font = chartFont.replace("11px", `${11 * ratio}px`);
  const width = ctx.measureText(label).width;
  // Beside the stretch where it has room, within it where it is wide enough.
  const left = fired - held > width + 8 * ratio ? held + 4 * ratio : held - width - 4 * ratio;
  if (held > bbox.left && left > bbox.left) {
    ctx.fillStyle = colours.warning;
    ctx.textAlign = "left";
    ctx.textBaseline = "top";
    ctx.fillText(label, left, bbox.top + 3 * ratio);
  }
  ctx.restore();
}
