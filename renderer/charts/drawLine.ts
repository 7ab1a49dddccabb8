import uPlot from "uplot";

export interface LineStyle {
  readonly colour: string;
  /** CSS pixels. */
  readonly width: number;
  readonly alpha: number;
  /** CSS pixels drawn and left out; null draws through. */
  readonly dash: { readonly on: number; readonly off: number } | null;
  /** Opacity of the area under the line; null leaves it out. */
  readonly fill: number | null;
}

/** Inside a dash or between two, and how many device pixels are left of it. */
export interface DashPhase {
  readonly isDown: boolean;
  readonly left: number;
}

/** The part of a line that is drawn, by the index of its samples. */
export interface Stretch {
  readonly from: number;
  /** Where its dashes stand at `from`; null begins with a dash. */
  readonly phase: DashPhase | null;
  /** The last sample of its pixel column: where the next stretch will begin. */
  readonly resumeAt: number;
}

/**
 * Draws one series, broken at NaN: a gap is a new sub-path. A sample between two gaps becomes a dot.
 * Where more than four samples share a pixel column, the column is drawn by its first, lowest, highest and last
 * value, so that no extreme is lost. The context clips: the line begins before the window where it has a sample there.
 * Returns where its dashes stand at `resumeAt`.
 *
 * Strokes of up to two device pixels are drawn as two one-pixel strokes set apart by the rest of the width:
 * without a graphics processor a one-pixel stroke is some five times cheaper than any wider one.
 */
export function drawLine(
  ctx: CanvasRenderingContext2D,
  u: uPlot,
  times: Float64Array,
  values: Float64Array,
  style: LineStyle,
  stretch: Stretch,
): DashPhase {
  const pen = traceLine(u, times, values, style, stretch);
  const deviceWidth = style.width * uPlot.pxRatio;
  ctx.save();
  if (style.fill !== null && pen.fill) {
    ctx.globalAlpha = style.alpha * style.fill;
    ctx.fillStyle = style.colour;
    ctx.fill(pen.fill);
  }
  ctx.globalAlpha = style.alpha;
  ctx.strokeStyle = style.colour;
  ctx.lineJoin = "round";
  if (deviceWidth > 2) {
    ctx.lineWidth = deviceWidth;
    ctx.stroke(pen.stroke);
  } else {
    const apart = Math.max(0, deviceWidth - 1);
    ctx.lineWidth = 1;
    ctx.translate(-apart / 2, -apart / 2);
    ctx.stroke(pen.stroke);
    if (apart > 0) {
      ctx.translate(apart, apart);
      ctx.stroke(pen.stroke);
    }
  }
  ctx.restore();
  return pen.resumed;
}

function traceLine(
  u: uPlot,
  times: Float64Array,
  values: Float64Array,
  style: LineStyle,
  { from, phase, resumeAt }: Stretch,
): Pen {
  const { left, top, width, height } = u.bbox;
  const bottom = top + height;
  const on = (style.dash?.on ?? Number.POSITIVE_INFINITY) * uPlot.pxRatio;
  const pen: Pen = {
    stroke: new Path2D(),
    fill: style.fill === null ? null : new Path2D(),
    bottom,
    on,
    off: (style.dash?.off ?? 0) * uPlot.pxRatio,
    points: 0,
    lastX: 0,
    lastY: 0,
    isDown: phase?.isDown ?? true,
    left: phase?.left ?? on,
    resumed: { isDown: true, left: on },
  };
  const { min: xMin, max: xMax } = u.scales.x ?? {};
  const { min: yMin, max: yMax } = u.scales.y ?? {};
  if (xMin === undefined || xMax === undefined || yMin === undefined || yMax === undefined) return pen;
  const xFactor = width / (xMax - xMin);
  const yFactor = height / (yMax - yMin);
  const toX = (i: number) => left + ((times[i] ?? 0) - xMin) * xFactor;
  const toY = (value: number) => bottom - (value - yMin) * yFactor;
  const end = firstAtOrAfter(times, xMax + 1);

  if (end - firstAtOrAfter(times, xMin) <= width * 4) {
    for (let i = from; i < end; i += 1) {
      const value = values[i] ?? Number.NaN;
      if (Number.isNaN(value)) lift(pen);
      else lineTo(pen, toX(i), toY(value));
      if (i === resumeAt) pen.resumed = { isDown: pen.isDown, left: pen.left };
    }
  } else {
    traceColumns(pen, values, { from, end, resumeAt }, toX, toY);
  }
  lift(pen);
  return pen;
}

/** The first index whose time is not before `atMs`; the length when all are. */
export function firstAtOrAfter(times: Float64Array, atMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Pen {
  readonly stroke: Path2D;
  readonly fill: Path2D | null;
  readonly bottom: number;
  /** Lengths of a dash and of the space after it. */
  readonly on: number;
  readonly off: number;
  /** Points of the present sub-path; 0 while lifted. */
  points: number;
  lastX: number;
  lastY: number;
  isDown: boolean;
  left: number;
  resumed: DashPhase;
}

function lineTo(pen: Pen, x: number, y: number): void {
  if (pen.points === 0) {
    pen.stroke.moveTo(x, y);
    pen.fill?.moveTo(x, pen.bottom);
  } else if (pen.off === 0) {
    pen.stroke.lineTo(x, y);
  } else {
    dashTo(pen, x, y);
  }
  pen.fill?.lineTo(x, y);
  pen.points += 1;
  pen.lastX = x;
  pen.lastY = y;
}

/** Dashes are cut here: the canvas's own take far longer to draw. */
function dashTo(pen: Pen, x: number, y: number): void {
  const dx = x - pen.lastX;
  const dy = y - pen.lastY;
  // Not Math.hypot, which is many times slower.
  const length = Math.sqrt(dx * dx + dy * dy);
  let done = 0;
  while (length - done > pen.left) {
    done += pen.left;
    const cutX = pen.lastX + (dx * done) / length;
    const cutY = pen.lastY + (dy * done) / length;
    if (pen.isDown) pen.stroke.lineTo(cutX, cutY);
    else pen.stroke.moveTo(cutX, cutY);
    pen.isDown = !pen.isDown;
    pen.left = pen.isDown ? pen.on : pen.off;
  }
  pen.left -= length - done;
  if (pen.isDown) pen.stroke.lineTo(x, y);
}

function lift(pen: Pen): void {
  if (pen.points === 1) pen.stroke.rect(pen.lastX - 0.5, pen.lastY - 0.5, 1, 1);
  if (pen.points > 0) {
    pen.fill?.lineTo(pen.lastX, pen.bottom);
    pen.fill?.closePath();
  }
  pen.points = 0;
  pen.isDown = true;
  pen.left = pen.on;
}

function traceColumns(
  pen: Pen,
  values: Float64Array,
  { from, end, resumeAt }: { readonly from: number; readonly end: number; readonly resumeAt: number },
  toX: (i: number) => number,
  toY: (value: number) => number,
): void {
  for (let i = from; i < end; ) {
    const column = Math.floor(toX(i));
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    let first = Number.NaN;
    let last = Number.NaN;
    let gapAfter = false;
    for (; i < end && Math.floor(toX(i)) === column; i += 1) {
      const value = values[i] ?? Number.NaN;
      gapAfter = Number.isNaN(value);
      if (gapAfter) continue;
      if (Number.isNaN(first)) first = value;
      last = value;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (!Number.isNaN(first)) {
      lineTo(pen, column, toY(first));
      if (low < first && low < last) lineTo(pen, column, toY(low));
      if (high > first && high > last) lineTo(pen, column, toY(high));
      if (last !== first) lineTo(pen, column, toY(last));
    }
    if (gapAfter) lift(pen);
    if (i - 1 === resumeAt) pen.resumed = { isDown: pen.isDown, left: pen.left };
  }
}
