import uPlot from "uplot";

/** One series as bars from `bases` to `tops`, a bar a step; a step without a value has none. */
export function drawBars(
  u: uPlot,
  times: Float64Array,
  { bases, tops }: StackLayer,
  style: { readonly colour: string; readonly alpha: number },
): void {
  const { min: xMin, max: xMax } = u.scales.x ?? {};
  const { min: yMin, max: yMax } = u.scales.y ?? {};
  if (xMin === undefined || xMax === undefined || yMin === undefined || yMax === undefined) return;
  const { ctx, bbox } = u;
  const bottom = bbox.top + bbox.height;
  const xFactor = bbox.width / (xMax - xMin);
  const yFactor = bbox.height / (yMax - yMin);
  const stepMs = times.length > 1 ? (times[1] ?? 0) - (times[0] ?? 0) : xMax - xMin;
  const gap = uPlot.pxRatio;
  const width = Math.max(1, stepMs * xFactor - gap);
  const toY = (value: number) => bottom - (value - yMin) * yFactor;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.globalAlpha = style.alpha;
  ctx.fillStyle = style.colour;
  for (let i = 0; i < times.length; i += 1) {
    const top = tops[i] ?? Number.NaN;
    const time = times[i] ?? 0;
    if (Number.isNaN(top) || time < xMin || time > xMax) continue;
    const from = toY(bases[i] ?? 0);
    const to = toY(top);
    // A bar stands before its step: it shows what came in since the one before.
    const right = Math.round(bbox.left + (time - xMin) * xFactor);
    const height = Math.max(1, Math.abs(from - to));
    ctx.fillRect(right - width, Math.min(from, to), width, height);
  }
  ctx.restore();
}

/** Layers of a stack as shares of what all of them reach at that step. */
export function shareLayers(layers: readonly StackLayer[]): readonly StackLayer[] {
  const length = layers[0]?.tops.length ?? 0;
  const whole = new Float64Array(length);
  for (const { tops } of layers) {
    for (let i = 0; i < length; i += 1) whole[i] = Math.max(whole[i] ?? 0, Math.abs(tops[i] || 0));
  }
  const share = (column: Float64Array) => column.map((value, i) => (whole[i] === 0 ? 0 : value / (whole[i] ?? 1)));
  return layers.map(({ bases, tops }) => ({ bases: share(bases), tops: share(tops) }));
}

export interface StackLayer {
  readonly bases: Float64Array;
  readonly tops: Float64Array;
}

/**
 * Each column on those before it: what is above zero upwards, what is below zero downwards. NaN takes no room, and what
 * is `apart` is a line of its own.
 */
export function stackColumns(columns: readonly Float64Array[], apart: readonly boolean[] = []): readonly StackLayer[] {
  const length = columns[0]?.length ?? 0;
  const above = new Float64Array(length);
  const below = new Float64Array(length);
  return columns.map((column, index) => {
    if (apart[index]) return { bases: column, tops: column };
    const bases = new Float64Array(length);
    const tops = new Float64Array(length);
    for (let i = 0; i < length; i += 1) {
      const value = column[i] ?? Number.NaN;
      const side = value < 0 ? below : above;
      bases[i] = side[i] ?? 0;
      tops[i] = Number.isNaN(value) ? value : (side[i] ?? 0) + value;
      if (!Number.isNaN(value)) side[i] = tops[i] ?? 0;
    }
    return { bases, tops };
  });
}
