import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { ExpectedBand } from "../../../shared/domain/anomaly/expectedBand.ts";

/** What a series did, evenly spaced; NaN is a gap. */
export interface BandRequest {
  readonly values: Float64Array;
  readonly startMs: number;
  /** From where on the band is wanted, Unix ms: what is before teaches. */
  readonly fromMs: number;
  readonly stepMs: number;
  readonly leastChange: number;
}

/** Looks for what is unusual, in a thread of its own. */
export interface AnomalyService extends Disposable {
  /** What was to be expected of a series. Rejects with UNAVAILABLE (retryable), TIMEOUT or CANCELLED. */
  band(request: BandRequest, signal?: CancelSignal): Promise<ExpectedBand>;
}
