import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { ExpositionSample } from "../../../shared/domain/metrics/exposition/model.ts";
import { SampleRow } from "../../../shared/domain/metrics/sampleRow.ts";
import type { SampleTarget } from "../metrics/types.ts";
import { createSampleTime } from "../sampleTime.ts";

/** One target's rows: its samples, and what Prometheus writes beside them for every target. */
export interface TargetRows extends Disposable {
  /** An answer. Returns how many samples were left out, their own time being too old or ahead. */
  up(timeMs: number, seconds: number, samples: readonly ExpositionSample[]): number;
  /** It was asked and failed: `up` 0, every other series ends. `seconds` is null when nobody could ask. */
  down(timeMs: number, seconds: number | null): void;
  /** Nobody asks any more: every series ends. */
  ended(): void;
  /** The time of a row that begins now. */
  nextTimeMs(): number;
}

/** What a query looks back: an older sample would be shown as the newest. */
const oldestMs = 5 * 60_000;
const mostAheadMs = 10 * 60_000;

/** A row has one time. A sample with a time of its own is stored with it as long as the two are near. */
export function createTargetRows(clock: Clock, target: SampleTarget): TargetRows {
  const sampleTime = createSampleTime();
  const nextTimeMs = () => sampleTime(clock.nowMs());
  const row = new SampleRow();

  /** `seconds` is null when nobody could ask: then nothing was measured either. */
  function begin(up: number, seconds: number | null, scraped: number): void {
    row.clear();
    row.add("up", up);
    if (seconds === null) return;
    row.add("scrape_duration_seconds", seconds);
    row.add("scrape_samples_scraped", scraped);
  }

  function isInTime(sample: ExpositionSample, timeMs: number): boolean {
    const ageMs = timeMs - sample.timeMs;
    return Number.isNaN(ageMs) || (ageMs <= oldestMs && ageMs >= -mostAheadMs);
  }

  return {
    nextTimeMs,
    up(timeMs, seconds, samples) {
      begin(1, seconds, samples.length);
      let leftOut = 0;
      for (const sample of samples) {
        if (isInTime(sample, timeMs)) row.add(sample.name, sample.value, sample.labels);
        else leftOut += 1;
      }
      target.append(timeMs, row);
      return leftOut;
    },
    down(timeMs, seconds) {
      begin(0, seconds, 0);
      target.append(timeMs, row);
    },
    ended: () => target.markStale(nextTimeMs()),
    dispose: () => target.dispose(),
  };
}
