import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import type { ExpectedBand } from "../../../shared/domain/anomaly/expectedBand.ts";
import type { Finding, KnownSeries, LimitTrend } from "../../../shared/domain/anomaly/finding.ts";
import type { BandRequest } from "../../../shared/domain/anomaly/scoring.ts";

/** What was last found over the whole fleet. */
export interface AnomalyState {
  /** When, Unix ms; null before the first pass. */
  readonly atMs: number | null;
  /** Those that go on, the newest first. */
  readonly findings: readonly Finding[];
  /** What climbs to its limit within a day, the soonest first. */
  readonly trends: readonly LimitTrend[];
  /** How many series are watched, and those that are known well enough to say what is expected. */
  readonly series: number;
  readonly known: readonly KnownSeries[];
  /** What could not be read or judged, and what that means; null when all is well. */
  readonly problem: string | null;
}

/** Looks for what is unusual every half minute, in the thread of the samples. */
export interface AnomalyService extends Disposable {
  readonly state: AnomalyState;
  readonly onChange: Event<void>;
  /** Findings as they begin. */
  readonly onFinding: Event<Finding>;
  /** What was to be expected of a series. Rejects with UNAVAILABLE (retryable), TIMEOUT or CANCELLED. */
  band(request: BandRequest, signal?: CancelSignal): Promise<ExpectedBand>;
}
