import type uPlot from "uplot";
import type { ExpectedBand } from "../../shared/domain/anomaly/expectedBand.ts";
import type { ChartColours } from "./chartColours.ts";
import { measuredRuns } from "./measuredRuns.ts";

const opacity = 0.14;

/** A grey band between the lowest and the highest that was expected; the newest range goes on to the right edge. */
export function drawExpected(u: uPlot, { timesMs, low, high }: ExpectedBand, colours: ChartColours): void {
  const { ctx, bbox } = u;
  const right = bbox.left + bbox.width;
  const toX = (i: number) => (i === timesMs.length ? right : u.valToPos(timesMs[i] ?? 0, "x", true));
  const toY = (value: number | undefined) => u.valToPos(value ?? 0, "y", true);
  const upper = (i: number) => toY(high[Math.min(i, timesMs.length - 1)]);
  const lower = (i: number) => toY(low[Math.min(i, timesMs.length - 1)]);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.globalAlpha = opacity;
  ctx.fillStyle = colours.expected;
  for (const { from, end } of measuredRuns(low)) {
    const last = end === timesMs.length ? end : end - 1;
    ctx.beginPath();
    for (let i = from; i <= last; i += 1) ctx.lineTo(toX(i), upper(i));
    for (let i = last; i >= from; i -= 1) ctx.lineTo(toX(i), lower(i));
    ctx.fill();
  }
  ctx.restore();
}
