import { formatValue } from "../format/units.ts";
import type { DetectorId } from "./detectors.ts";
import type { Finding } from "./finding.ts";

const names: Readonly<Record<DetectorId, string>> = {
  robustZ: "robust z",
  seasonal: "time of day",
  changePoint: "change point",
  spread: "spread",
  trend: "trend",
  silence: "silence",
  forest: "signals together",
};

/** `robust z, change point` */
export function detectorText(detectors: readonly DetectorId[]): string {
  return detectors.map((id) => names[id]).join(", ");
}

/** `p99 8.4 s, expected 1.4 s to 2.6 s (robust z, change point)` */
export function signalText({ title, unit, value, low, high, detectors }: Finding["signals"][number]): string {
  const now = value === null ? "tells nothing" : formatValue(value, unit);
  return `${title} ${now}, expected ${expectedWords({ unit, value, low, high })} (${detectorText(detectors)})`;
}

/** `1.4 s to 2.6 s`; what is measured above zero is not expected below. */
export function expectedWords({
  unit,
  value,
  low,
  high,
}: Pick<Finding["signals"][number], "unit" | "value" | "low" | "high">): string {
  const least = value === null || value >= 0 ? Math.max(0, low) : low;
  return `${formatValue(least, unit)} to ${formatValue(high, unit)}`;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** `3 h 10 m ± 40 m`; without the latter where it may never come. */
export function untilText({
  likelyMs,
  leastMs,
  mostMs,
}: {
  readonly likelyMs: number;
  readonly leastMs: number;
  readonly mostMs: number | null;
}): string {
  if (mostMs === null) return `${hoursAndMinutes(likelyMs)}, no sooner than ${hoursAndMinutes(leastMs)}`;
  return `${hoursAndMinutes(likelyMs)} ± ${hoursAndMinutes((mostMs - leastMs) / 2)}`;
}

function hoursAndMinutes(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / minuteMs));
  if (ms < hourMs) return `${minutes} m`;
  return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? "" : ` ${minutes % 60} m`}`;
}
