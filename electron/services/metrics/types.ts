import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import type { ScoreAnswers, ScoreRequest } from "../../../shared/domain/anomaly/scoring.ts";
import type { InstantAnswer, Labels, RangeAnswer, SeriesId } from "../../../shared/domain/metrics/model.ts";
import type { Row } from "../../../shared/domain/metrics/sampleRow.ts";

/**
 * The series of one source of rows (one host and job): they share one time column.
 * A series that was in the last row and is not in this one gets a staleness mark.
 */
export interface SampleTarget extends Disposable {
  /** `timeMs` is Unix ms and must be later than the last row's; an older row is refused and counted. */
  append(timeMs: number, row: Row): void;
  /** Marks every live series stale at `timeMs` (right after the last row when that is later): the target went away. Disposing does it too. */
  markStale(timeMs: number): void;
}

export interface MetricsStats {
  readonly seriesCount: number;
  readonly targetCount: number;
  readonly samplesTotal: number;
  readonly refusedRowsTotal: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  /** What failed and what it affects; null when all is well. */
  readonly problem: string | null;
}

export interface RangeQuery {
  readonly expr: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

export interface InstantQuery {
  readonly expr: string;
  readonly timeMs: number;
}

/** Which series to look for: selectors, any of which may match, and the window in which there are samples. */
export interface SeriesQuery {
  readonly matchers: readonly string[];
  readonly startMs: number;
  readonly endMs: number;
}

/** How far each target was taken: by its labels' `seriesKey`, the time (Unix ms) of the last row that is done with. */
export type WriteCursor = Readonly<Record<string, number>>;

export interface WriteBatchRequest {
  readonly cursor: WriteCursor;
  /** Where a target begins that the cursor does not know. Nothing older is sent. */
  readonly startMs: number;
  /** A batch is closed once it has that many; one window of a target may go beyond. */
  readonly mostSamples: number;
  /** Put on series that have no label of that name. */
  readonly labels: Labels;
}

/** Samples on their way to another store, as that takes them. */
export interface WriteBatch {
  /** A remote write 1.0 request, snappy-compressed. */
  readonly body: Uint8Array<ArrayBuffer>;
  readonly samples: number;
  /** How long a time the retention gave up before it was taken, of the target that lost most. */
  readonly agedOutMs: number;
  /** The first row's time, Unix ms; null without rows. */
  readonly oldestMs: number | null;
  /** Where the next batch goes on once this one is delivered. */
  readonly cursor: WriteCursor;
  /** True when more rows are waiting. */
  readonly more: boolean;
}

export interface MetricsService extends Disposable {
  /** Labels are those of every series of the target: `instance` and `job`. One that begins with `__` only tells targets apart. */
  target(labels: Labels): SampleTarget;
  /**
   * PromQL (shared/domain/promql) at each step. A selector is the newest sample of the last 5 minutes, none after a staleness mark.
   * A gap therefore shows at once only where the target marked it: whoever loses a target calls `markStale`.
   * Rejects with BAD_QUERY (detail.position), UNSUPPORTED, LIMIT, TIMEOUT, CANCELLED, UNAVAILABLE (retryable while the worker
   * is started again). At most 11,000 steps.
   */
  queryRange(query: RangeQuery, signal?: CancelSignal): Promise<RangeAnswer>;
  /** The same at one time. */
  queryInstant(query: InstantQuery, signal?: CancelSignal): Promise<InstantAnswer>;
  /** The labels of series that match one of the selectors (`matchers`; none is any series) and have samples in the window. */
  labelNames(
    matchers: readonly string[],
    startMs: number,
    endMs: number,
    signal?: CancelSignal,
  ): Promise<readonly string[]>;
  labelValues(
    label: string,
    matchers: readonly string[],
    startMs: number,
    endMs: number,
    signal?: CancelSignal,
  ): Promise<readonly string[]>;
  /** The window is that of whole blocks (60 rows): a series that ended just before it may be among them. */
  series(
    matchers: readonly string[],
    startMs: number,
    endMs: number,
    signal?: CancelSignal,
  ): Promise<readonly SeriesId[]>;
  /** The rows after a cursor, the oldest first. The store is the queue: what is not taken stays as long as the retention keeps it. */
  writeBatch(request: WriteBatchRequest): Promise<WriteBatch>;
  /**
   * Looks at series for what is unusual, beside what is stored and asked. Rejects with UNAVAILABLE (retryable while the worker
   * is started again), TIMEOUT or CANCELLED.
   */
  score<K extends ScoreRequest["kind"]>(
    asked: Extract<ScoreRequest, { kind: K }>,
    signal?: CancelSignal,
  ): Promise<ScoreAnswers[K]>;
  /** Another worker took the place of one that died: it knows nothing of what was scored. */
  readonly onRestart: Event<void>;
  /** Never rejects: without a worker the last figures come with the `problem`. */
  stats(): Promise<MetricsStats>;
  /** Writes what is in memory to disk and stops the worker. */
  close(): Promise<void>;
}
