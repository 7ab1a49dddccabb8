import "../../../renderer/ui/tokens.css";
import { Chart } from "../../../renderer/charts/Chart.ts";
import { ChartSync } from "../../../renderer/charts/ChartSync.ts";
import { watchChartTheme } from "../../../renderer/charts/chartColours.ts";
import type { ChartContent } from "../../../renderer/charts/chartTypes.ts";
import { SeriesBuffer } from "../../../renderer/charts/SeriesBuffer.ts";
import type { YRule } from "../../../renderer/charts/scales.ts";

export interface Samples {
  readonly stepMs: number;
  readonly y: YRule;
  /** One array a line; null is a gap. */
  readonly columns: readonly (readonly (number | null)[])[];
}

export interface Comparison {
  /** Pixels of the two pictures that are not the same, and pixels of their lines. */
  readonly different: number;
  readonly ink: number;
  /** Points that the newest sample drew, and those of the whole picture. */
  readonly newestPoints: number;
  readonly allPoints: number;
}

declare global {
  interface Window {
    compare(samples: Samples): Promise<Comparison>;
    /** How many lines are marked under a resting crosshair, before and after some are brought forward by their key. */
    marked(samples: Samples, emphasis: readonly string[]): Promise<readonly [number, number]>;
  }
}

const rangeMs = 600_000;
const livePart = 80;
/** Of 255: a subpixel place is the same to some nine digits only. */
const roundingLevels = 6;
const startMs = Date.UTC(2026, 10, 19, 1, 14, 22, 137);
const theme = watchChartTheme(document.documentElement);
const zoom = { to: () => {}, leave: () => {} };

/**
 * Draws the newest samples as they arrive, one by one, and draws them all at once: two pictures of the same.
 * An answer with other values at the same times comes before and leaves nothing.
 */
window.compare = async (samples) => {
  const count = samples.columns[0]?.length ?? 0;
  const first = Math.max(1, count - livePart);
  const buffer = new SeriesBuffer(rangeMs);
  const live = chartOf(samples);
  buffer.reset(frameOf({ ...samples, columns: samples.columns.map((column) => column.toReversed()) }, 0, first));
  await pointsOf(() => live.setContent(contentOf(samples, buffer)));
  buffer.reset(frameOf(samples, 0, first));
  let newestPoints = 0;
  for (let end = first; end <= count; end += 1) {
    if (end > first) buffer.append(frameOf(samples, end - 1, end));
    newestPoints = await pointsOf(() => live.setContent(contentOf(samples, buffer)));
  }
  const whole = chartOf(samples);
  const allPoints = await pointsOf(() => whole.setContent(contentOf(samples, buffer)));
  const [a, b] = [pixelsOf(live), pixelsOf(whole)];
  live.dispose();
  whole.dispose();
  let different = 0;
  let ink = 0;
  for (let at = 0; at < a.length; at += 4) {
    const alphas = [a[at + 3] ?? 0, b[at + 3] ?? 0];
    const isAlike = [0, 1, 2].every((channel) => {
      const [one, other] = [a, b].map((data, i) => ((data[at + channel] ?? 0) * (alphas[i] ?? 0)) / 255);
      return Math.abs((one ?? 0) - (other ?? 0)) <= roundingLevels;
    });
    if (!isAlike || Math.abs((alphas[0] ?? 0) - (alphas[1] ?? 0)) > roundingLevels) different += 1;
    if (alphas[0] !== 0) ink += 1;
  }
  return { different, ink, newestPoints, allPoints };
};

window.marked = async (samples, emphasis) => {
  const chart = chartOf(samples);
  const buffer = new SeriesBuffer(rangeMs);
  buffer.reset(frameOf(samples, 0, samples.columns[0]?.length ?? 0));
  const content = contentOf(samples, buffer);
  await drawn(() => chart.setContent(content));
  chart.setCursor(content.window.toMs);
  const count = () =>
    [...chart.container.querySelectorAll(".u-cursor-pt")].filter(
      (point) => getComputedStyle(point).borderTopColor !== "rgba(0, 0, 0, 0)",
    ).length;
  const before = count();
  await drawn(() => chart.setContent({ ...content, emphasis: new Set(emphasis) }));
  const after = count();
  chart.dispose();
  return [before, after];
};

function chartOf({ y }: Samples): Chart {
  const container = document.createElement("div");
  container.style.cssText = "position:relative;width:360px;height:160px";
  document.body.append(container);
  const text = (value: number) => String(value);
  return new Chart(container, { y, unit: 1, tickText: text, valueText: text }, theme, new ChartSync(zoom));
}

function frameOf({ columns, stepMs }: Samples, from: number, to: number) {
  return {
    timesMs: Float64Array.from({ length: to - from }, (_, i) => startMs + (from + i) * stepMs),
    series: columns.map((_, s) => ({ name: "metric", labels: { gpu: String(s) } })),
    values: columns.map((column) => Float64Array.from(column.slice(from, to), (value) => value ?? Number.NaN)),
  };
}

function contentOf({ columns }: Samples, buffer: SeriesBuffer): ChartContent {
  const view = buffer.view();
  const toMs = view.timesMs.at(-1) ?? 0;
  return {
    lines: columns.map((_, s) => ({ key: String(s), label: String(s), slot: s + 1 })),
    view,
    window: { fromMs: toMs - rangeMs, toMs },
    thresholds: [],
    gap: null,
    emphasis: null,
    zone: "utc",
  };
}

/** The line points of what the next frame draws. */
async function pointsOf(change: () => void): Promise<number> {
  const { lineTo } = Path2D.prototype;
  let points = 0;
  Path2D.prototype.lineTo = function (x, y) {
    points += 1;
    lineTo.call(this, x, y);
  };
  await drawn(change);
  Path2D.prototype.lineTo = lineTo;
  return points;
}

/** After the frame that draws what `change` changed. */
async function drawn(change: () => void): Promise<void> {
  change();
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}

function pixelsOf(chart: Chart): Uint8ClampedArray {
  const canvas = chart.container.querySelector("canvas");
  return canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
}
