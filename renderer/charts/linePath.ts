import type uPlot from "uplot";

/**
 * Builds a line that is broken at NaN: a gap is a new sub-path, not a clip region, so gaps cost nothing.
 * A sample between two gaps becomes a dot. Where more than four samples share a pixel column, the column is
 * drawn by its first, lowest, highest and last value, so that no extreme is lost.
 */
export const linePath: uPlot.Series.PathBuilder = (u, seriesIndex, from, to) => {
  const times = u.data[0];
  const values = u.data[seriesIndex];
  const x = u.scales.x;
  const y = u.scales.y;
  const stroke = new Path2D();
  if (!times || !values || x?.min === undefined || x.max === undefined) return { stroke, fill: null, flags: 0 };
  if (y?.min === undefined || y.max === undefined) return { stroke, fill: null, flags: 0 };
  const { left, top, width, height } = u.bbox;
  const xFactor = width / (x.max - x.min);
  const yFactor = height / (y.max - y.min);
  const bottom = top + height;
  const pen: Pen = {
    stroke,
    fill: u.series[seriesIndex]?.fill ? new Path2D() : null,
    bottom,
    open: false,
    startX: 0,
    lastX: 0,
    lastY: 0,
    points: 0,
  };
  const xMin = x.min;
  const yMin = y.min;
  const toX = (i: number) => left + ((times[i] ?? 0) - xMin) * xFactor;
  const toY = (value: number) => bottom - (value - yMin) * yFactor;

  if (to - from <= width * 4) {
    for (let i = from; i <= to; i += 1) {
      const value = values[i];
      if (value === undefined || value === null || Number.isNaN(value)) lift(pen);
      else lineTo(pen, toX(i), toY(value));
    }
  } else {
    drawColumns(pen, values, from, to, toX, toY);
  }
  lift(pen);
  return { stroke, fill: pen.fill, flags: 0 };
};

interface Pen {
  readonly stroke: Path2D;
  readonly fill: Path2D | null;
  readonly bottom: number;
  open: boolean;
  startX: number;
  lastX: number;
  lastY: number;
  points: number;
}

function lineTo(pen: Pen, x: number, y: number): void {
  if (!pen.open) {
    pen.open = true;
    pen.points = 0;
    pen.startX = x;
    pen.stroke.moveTo(x, y);
    pen.fill?.moveTo(x, pen.bottom);
    pen.fill?.lineTo(x, y);
  } else {
    pen.stroke.lineTo(x, y);
    pen.fill?.lineTo(x, y);
  }
  pen.points += 1;
  pen.lastX = x;
  pen.lastY = y;
}

function lift(pen: Pen): void {
  if (!pen.open) return;
  pen.open = false;
  if (pen.points === 1) {
    pen.stroke.rect(pen.lastX - 0.5, pen.lastY - 0.5, 1, 1);
    return;
  }
  pen.fill?.lineTo(pen.lastX, pen.bottom);
  pen.fill?.closePath();
}

type Values = NonNullable<uPlot.AlignedData[number]>;

function drawColumns(
  pen: Pen,
  values: Values,
  from: number,
  to: number,
  toX: (i: number) => number,
  toY: (value: number) => number,
): void {
  for (let i = from; i <= to; ) {
    const column = Math.floor(toX(i));
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    let first = Number.NaN;
    let last = Number.NaN;
    let gapAfter = false;
    for (; i <= to && Math.floor(toX(i)) === column; i += 1) {
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
  }
}
