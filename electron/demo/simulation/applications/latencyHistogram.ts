import type { ExpositionWriter, LabelPairs } from "./expositionWriter.ts";
import { type Latency, meanSeconds, shareBelow } from "./latency.ts";
import type { Answered } from "./traffic.ts";

/** How a latency of a server is spread in quiet moments and in busy ones. */
export interface LatencyProfile {
  readonly name: string;
  readonly help: string;
  readonly bounds: readonly number[];
  readonly calm: Latency;
  readonly busy: Latency;
  /** Of requests that take far too long; as in busy moments by default. */
  readonly slow?: Latency;
  /** Observations a request; 1 by default. */
  readonly perRequest?: number;
}

/** The profile's family with one series: what was observed up to now, all requests together. */
export function writeLatency(
  writer: ExpositionWriter,
  { name, help, bounds, calm, busy, slow = busy, perRequest = 1 }: LatencyProfile,
  labels: LabelPairs,
  answered: Answered,
): void {
  const quiet = answered.calm * perRequest;
  const crowded = answered.busy * perRequest;
  const stuck = answered.slow * perRequest;
  writer.family(name, "histogram", help);
  writer.histogramSeries(
    name,
    labels,
    bounds,
    quiet * meanSeconds(calm) + crowded * meanSeconds(busy) + stuck * meanSeconds(slow),
    (le) => quiet * shareBelow(calm, le) + crowded * shareBelow(busy, le) + stuck * shareBelow(slow, le),
  );
}
