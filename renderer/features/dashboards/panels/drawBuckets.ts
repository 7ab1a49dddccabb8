import type { BucketColumns } from "../../../../shared/domain/dashboards/buckets.ts";

/** The theme's values, read from the page by whoever draws. */
export interface HeatColours {
  readonly steps: readonly string[];
  readonly axis: string;
}

export interface HeatLayout {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const leftAxis = 52;
const bottomAxis = 16;

export function heatLayout(width: number, height: number): HeatLayout {
  return {
    left: leftAxis,
    top: 4,
    width: Math.max(1, width - leftAxis - 8),
    height: Math.max(1, height - bottomAxis - 4),
  };
}

/** The cell under a place in CSS pixels; null outside of the map. */
export function cellAt(
  { timesMs, bounds }: BucketColumns,
  { left, top, width, height }: HeatLayout,
  x: number,
  y: number,
): { readonly step: number; readonly bucket: number } | null {
  const step = Math.floor(((x - left) / width) * timesMs.length);
  const bucket = bounds.length - 1 - Math.floor(((y - top) / height) * bounds.length);
  const isInside = step >= 0 && step < timesMs.length && bucket >= 0 && bucket < bounds.length;
  return isInside ? { step, bucket } : null;
}

/** One cell a bucket and step, the fuller the lighter; an empty one and a gap stay bare. */
export function drawBuckets(
  canvas: HTMLCanvasElement,
  buckets: BucketColumns,
  colours: HeatColours,
  texts: { readonly bound: (bound: number) => string; readonly time: (atMs: number) => string },
): void {
  const ctx = canvas.getContext("2d");
  if (!ctx) return;
  const ratio = devicePixelRatio;
  const { clientWidth, clientHeight } = canvas;
  canvas.width = Math.round(clientWidth * ratio);
  canvas.height = Math.round(clientHeight * ratio);
  ctx.scale(ratio, ratio);
  const layout = heatLayout(clientWidth, clientHeight);
  const { timesMs, bounds, counts, most } = buckets;
  const cellWidth = layout.width / timesMs.length;
  const cellHeight = layout.height / bounds.length;
  const gap = cellWidth > 4 && cellHeight > 4 ? 1 : 0;
  counts.forEach((column, bucket) => {
    const y = layout.top + (bounds.length - 1 - bucket) * cellHeight;
    for (let step = 0; step < column.length; step += 1) {
      const count = column[step] ?? Number.NaN;
      if (!(count > 0)) continue;
      ctx.fillStyle = colours.steps[heatOf(count, most, colours.steps.length)] ?? "";
      ctx.fillRect(layout.left + step * cellWidth, y, Math.max(1, cellWidth - gap), Math.max(1, cellHeight - gap));
    }
  });
  ctx.fillStyle = colours.axis;
  ctx.font = '11px "Inter Variable", Inter, system-ui, sans-serif';
  drawBounds(ctx, layout, bounds, texts.bound);
  drawTimes(ctx, layout, timesMs, texts.time);
}

/** The root brings out what is rare: counts in one map differ by orders of magnitude. */
function heatOf(count: number, most: number, steps: number): number {
  return Math.min(steps - 1, Math.max(1, Math.ceil(Math.sqrt(count / most) * (steps - 1))));
}

function drawBounds(
  ctx: CanvasRenderingContext2D,
  { left, top, height }: HeatLayout,
  bounds: readonly number[],
  text: (bound: number) => string,
): void {
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  const every = Math.max(1, Math.ceil((bounds.length * 14) / height));
  for (let bucket = bounds.length - 1; bucket >= 0; bucket -= every) {
    // A bound stands at the upper edge of its bucket.
    const y = top + ((bounds.length - 1 - bucket) * height) / bounds.length;
    ctx.fillText(text(bounds[bucket] ?? 0), left - 6, Math.max(top + 5, y));
  }
}

function drawTimes(
  ctx: CanvasRenderingContext2D,
  { left, top, width, height }: HeatLayout,
  timesMs: Float64Array,
  text: (atMs: number) => string,
): void {
  ctx.textBaseline = "alphabetic";
  ctx.textAlign = "left";
  const first = timesMs[0];
  const last = timesMs[timesMs.length - 1];
  if (first === undefined || last === undefined) return;
  ctx.fillText(text(first), left, top + height + 13);
  ctx.textAlign = "right";
  ctx.fillText(text(last), left + width, top + height + 13);
}
