import uPlot from "uplot";
import type { StackLayer } from "./drawBars.ts";
import { measuredRuns } from "./measuredRuns.ts";

const fillOpacity = 0.25;

/** One series as an area from `bases` to `tops` with a line on it; a step without a value breaks it. */
export function drawArea(
  u: uPlot,
  times: Float64Array,
  { bases, tops }: StackLayer,
  style: { readonly colour: string; readonly alpha: number },
): void {
  const { min: xMin, max: xMax } = u.scales.x ?? {};
  const { min: yMin, max: yMax } = u.scales.y ?? {};
  if (xMin === undefined || xMax === undefined || yMin === undefined || yMax === undefined) return;
  const { ctx, bbox } = u;
  const toX = (i: number) => bbox.left + (((times[i] ?? 0) - xMin) * bbox.width) / (xMax - xMin);
  const toY = (value: number) => bbox.top + bbox.height - ((value - yMin) * bbox.height) / (yMax - yMin);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.lineWidth = uPlot.pxRatio;
  ctx.strokeStyle = style.colour;
  ctx.fillStyle = style.colour;
  for (const { from, end } of measuredRuns(tops)) {
    const line = new Path2D();
    for (let i = from; i < end; i += 1) {
      if (i === from) line.moveTo(toX(i), toY(tops[i] ?? 0));
      else line.lineTo(toX(i), toY(tops[i] ?? 0));
    }
    const area = new Path2D(line);
    for (let i = end - 1; i >= from; i -= 1) area.lineTo(toX(i), toY(bases[i] ?? 0));
    area.closePath();
    ctx.globalAlpha = style.alpha * fillOpacity;
    ctx.fill(area);
    ctx.globalAlpha = style.alpha;
    ctx.stroke(line);
  }
  ctx.restore();
}
