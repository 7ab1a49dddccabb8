import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { SampleRow } from "../../../shared/domain/metrics/sampleRow.ts";
import type { SampleTarget } from "../metrics/types.ts";
import { createSampleTime } from "../sampleTime.ts";

/** The rows of one host and job, with what every target has: `up` and `scrape_duration_seconds`. */
export interface JobRows extends Disposable {
  /** What the next reading adds its samples to. */
  readonly next: SampleRow;
  /** One reading ended at `atMs`; `seconds` is null where nobody measured them. Returns its time, Unix ms. */
  row(seconds: number | null, atMs: number): number;
  /** It answered, and the answer was a failure: `up` 0, what it did not add is marked stale. */
  failed(seconds: number | null, atMs: number): number;
  /**
   * Nobody answers: `up` 0 every 15 s, so that it is seen within any lookback, until the next reading. `later` when the
   * last row said so already.
   */
  down(first?: "now" | "later"): void;
  /** Nobody is asked any more: everything is marked stale. */
  ended(): void;
}

const downEveryMs = 15_000;

export function createJobRows(clock: Clock, target: SampleTarget): JobRows {
  const sampleTime = createSampleTime();
  const next = new SampleRow();
  let timer: Disposable | null = null;

  function stopTimer(): void {
    timer?.dispose();
    timer = null;
  }

  function append(up: number, seconds: number | null, atMs: number): number {
    next.add("up", up);
    if (seconds !== null) next.add("scrape_duration_seconds", seconds);
    const timeMs = sampleTime(atMs);
    target.append(timeMs, next);
    next.clear();
    return timeMs;
  }

  function repeatDown(): void {
    append(0, null, clock.nowMs());
    timer = clock.after(downEveryMs, repeatDown);
  }

  return {
    next,
    row(seconds, atMs) {
      stopTimer();
      return append(1, seconds, atMs);
    },
    failed(seconds, atMs) {
      stopTimer();
      return append(0, seconds, atMs);
    },
    down(first = "now") {
      if (timer) return;
      if (first === "now") repeatDown();
      else timer = clock.after(downEveryMs, repeatDown);
    },
    ended() {
      stopTimer();
      target.markStale(sampleTime(clock.nowMs()));
    },
    dispose() {
      stopTimer();
      target.dispose();
    },
  };
}
