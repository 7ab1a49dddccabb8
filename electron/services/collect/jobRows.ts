import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Sample } from "../../../shared/domain/metrics/model.ts";
import type { SampleTarget } from "../metrics/types.ts";
import { createSampleTime } from "../sampleTime.ts";

/** The rows of one host and job, with what every target has: `up` and `scrape_duration_seconds`. */
export interface JobRows extends Disposable {
  /** One reading; `seconds` is null where nobody measured them. Returns its time, Unix ms. */
  row(seconds: number | null, samples: readonly Sample[]): number;
  /** It answered, and the answer was a failure: `up` 0, the rest is marked stale. */
  failed(seconds: number | null, samples: readonly Sample[]): number;
  /**
   * Nobody answers: `up` 0 every 15 s, so that it is seen within any lookback, until the next reading. `later` when the
   * last row said so already.
   */
  down(first?: "now" | "later"): void;
  /** Nobody is asked any more: everything is marked stale. */
  ended(): void;
}

const noLabels = {};
const downEveryMs = 15_000;

export function createJobRows(clock: Clock, target: SampleTarget): JobRows {
  const nextTime = createSampleTime(clock);
  let timer: Disposable | null = null;

  function stopTimer(): void {
    timer?.dispose();
    timer = null;
  }

  function append(up: number, seconds: number | null, samples: readonly Sample[]): number {
    const row: Sample[] = [{ name: "up", labels: noLabels, value: up }];
    if (seconds !== null) row.push({ name: "scrape_duration_seconds", labels: noLabels, value: seconds });
    for (const sample of samples) row.push(sample);
    const timeMs = nextTime();
    target.append(timeMs, row);
    return timeMs;
  }

  function repeatDown(): void {
    append(0, null, []);
    timer = clock.after(downEveryMs, repeatDown);
  }

  return {
    row(seconds, samples) {
      stopTimer();
      return append(1, seconds, samples);
    },
    failed(seconds, samples) {
      stopTimer();
      return append(0, seconds, samples);
    },
    down(first = "now") {
      if (timer) return;
      if (first === "now") repeatDown();
      else timer = clock.after(downEveryMs, repeatDown);
    },
    ended() {
      stopTimer();
      target.markStale(nextTime());
    },
    dispose() {
      stopTimer();
      target.dispose();
    },
  };
}
