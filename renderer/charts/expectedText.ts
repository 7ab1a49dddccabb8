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

/** `1.4–2.6 s`, or `20 ms–1.1 s` where the units differ. */
export function expectedText({ low, high }: ExpectedRange, { valueText }: Pick<ChartSpec, "valueText">): string {
  const [from, to] = [valueText(low), valueText(high)];
  const unitOf = (text: string) => text.slice(text.indexOf(" "));
  const isShared = from.includes(" ") && unitOf(from) === unitOf(to);
  return `${isShared ? from.slice(0, from.indexOf(" ")) : from}–${to}`;
}
