import type { ExpectedBand } from "../../shared/domain/anomaly/expectedBand.ts";
import type { ChartSpec } from "./chartContent.ts";
import { nearestIndex } from "./SeriesBuffer.ts";

interface ExpectedRange {
  readonly low: number;
  readonly high: number;
}

/** What was expected at a time, or is now; null where too little was known. */
export function expectedAt({ timesMs, low, high }: ExpectedBand, atMs: number | null): ExpectedRange | null {
  const at = atMs === null ? timesMs.length - 1 : nearestIndex(timesMs, atMs);
  const range = { low: low[at] ?? Number.NaN, high: high[at] ?? Number.NaN };
  return Number.isNaN(range.low) ? null : range;
}

/** `1.4–2.6 s`, or `20 ms–1.1 s` where the units differ; a share is never told to be expected above the whole. */
export function expectedText(
  { low, high }: ExpectedRange,
  { valueText, y }: Pick<ChartSpec, "valueText" | "y">,
): string {
  const within = (value: number) => (y.kind === "fixed" ? Math.min(Math.max(value, y.min), y.max) : value);
  const [from, to] = [valueText(within(low)), valueText(within(high))];
  const unitOf = (text: string) => text.slice(text.indexOf(" "));
  const isShared = from.includes(" ") && unitOf(from) === unitOf(to);
  return `${isShared ? from.slice(0, from.indexOf(" ")) : from}–${to}`;
}
