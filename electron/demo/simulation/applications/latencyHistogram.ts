import { bucketCounts, type ExpositionWriter, type LabelPairs } from "./expositionWriter.ts";
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
  profile: LatencyProfile,
  labels: LabelPairs,
  answered: Answered,
): void {
  const { name, help, bounds, calm, busy, slow = busy, perRequest = 1 } = profile;
  const spent =
    answered.calm * meanSeconds(calm) + answered.busy * meanSeconds(busy) + answered.slow * meanSeconds(slow);
  writer.family(name, "histogram", help);
  writer.histogramSeries(name, labels, bounds, perRequest * spent, observedBelow(profile, answered));
}

/** How many of these the profile's series counts. */
export function countOf(profile: LatencyProfile, answered: Answered): number {
  return bucketCounts(profile.bounds, observedBelow(profile, answered)).at(-1) ?? 0;
}

function observedBelow({ calm, busy, slow = busy, perRequest = 1 }: LatencyProfile, answered: Answered) {
  return (le: number) =>
    perRequest *
    (answered.calm * shareBelow(calm, le) +
      answered.busy * shareBelow(busy, le) +
      answered.slow * shareBelow(slow, le));
}
