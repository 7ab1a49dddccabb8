import type { ExpectedBand } from "../../shared/domain/anomaly/expectedBand.ts";
import type { ChartSpec, LatestValue } from "./chartContent.ts";
import { expectedAt, expectedText } from "./expectedText.ts";

/** The chart in a sentence or two, for those who cannot see it. */
export function chartSummary(
  spec: ChartSpec,
  rangeText: string,
  latest: readonly LatestValue[],
  expected: ExpectedBand | null = null,
): string {
  const known = latest.filter(({ value }) => !Number.isNaN(value));
  const lost = latest.length - known.length;
  const lines = `${latest.length} ${latest.length === 1 ? "line" : "lines"}`;
  if (known.length === 0) return `${spec.title}, ${rangeText}: no data.`;
  const newest = known.map(({ line, value }) => `${line.label} ${spec.valueText(value)}`).join(", ");
  const without = lost > 0 ? ` ${lost} without data.` : "";
  const range = expected && expectedAt(expected, null);
  const was = range ? ` Expected ${expectedText(range, spec)}.` : "";
  return `${spec.title}, ${rangeText}, ${lines}. Newest values: ${newest}.${without}${was}`;
}

/** `last 1 hour`, `last 90 seconds`. */
export function rangeText(rangeMs: number): string {
  const units = [
    { name: "day", ms: 86_400_000 },
    { name: "hour", ms: 3_600_000 },
    { name: "minute", ms: 60_000 },
    { name: "second", ms: 1000 },
  ];
  const unit = units.find(({ ms }) => rangeMs >= ms && rangeMs % ms === 0) ?? { name: "second", ms: 1000 };
  const count = Math.round(rangeMs / unit.ms);
  return `last ${count} ${unit.name}${count === 1 ? "" : "s"}`;
}
