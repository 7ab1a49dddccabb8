import type { ColumnFrame } from "../../../shared/domain/metrics/model.ts";

export const chartCount = 16;
export const seriesPerChart = 8;
export const pointsPerSeries = 600;
export const stepMs = 1000;
export const startMs = Date.UTC(2026, 10, 19, 1, 14, 22);

/** A seeded walk of shares between 0 and 1, the same in both pages: `value(chart, series, step)`. */
function sampleValue(chart: number, series: number, step: number): number {
  const seed = chart * 97 + series * 13;
  const slow = Math.sin((step + seed * 7) / 61) * 0.2;
  const noise = ((Math.imul(step * 31 + seed, 2654435761) >>> 16) / 65535 - 0.5) * 0.04;
  return Math.min(1, Math.max(0, 0.6 + slow + noise));
}

/** Steps `from` to `to` (exclusive) of one chart. */
export function sampleFrame(chart: number, from: number, to: number): ColumnFrame {
  const timesMs = Float64Array.from({ length: to - from }, (_, i) => startMs + (from + i) * stepMs);
  const series = Array.from({ length: seriesPerChart }, (_, s) => ({
    name: "nvidia_smi_utilization_gpu_ratio",
    labels: { gpu: String(s), instance: "gpu-a09" },
  }));
  const values = series.map((_, s) =>
    Float64Array.from({ length: to - from }, (__, i) => sampleValue(chart, s, from + i)),
  );
  return { timesMs, series, values };
}
