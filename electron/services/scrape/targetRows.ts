import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { ExpositionSample } from "../../../shared/domain/metrics/exposition/model.ts";
import type { Sample } from "../../../shared/domain/metrics/model.ts";
import { noLabels } from "../../../shared/domain/metrics/sampleRow.ts";
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
  const nextTimeMs = createSampleTime(clock);
  const own = {
    up: { name: "up", labels: noLabels, value: 0 },
    duration: { name: "scrape_duration_seconds", labels: noLabels, value: 0 },
    scraped: { name: "scrape_samples_scraped", labels: noLabels, value: 0 },
  };
  const row: Sample[] = [];

  function isInTime(sample: ExpositionSample, timeMs: number): boolean {
    const ageMs = timeMs - sample.timeMs;
    return Number.isNaN(ageMs) || (ageMs <= oldestMs && ageMs >= -mostAheadMs);
  }

  return {
    nextTimeMs,
    up(timeMs, seconds, samples) {
      own.up.value = 1;
      own.duration.value = seconds;
      own.scraped.value = samples.length;
      row[0] = own.up;
      row[1] = own.duration;
      row[2] = own.scraped;
      let length = 3;
      for (const sample of samples) if (isInTime(sample, timeMs)) row[length++] = sample;
      row.length = length;
      target.append(timeMs, row);
      return samples.length + 3 - length;
    },
    down(timeMs, seconds) {
      own.up.value = 0;
      own.duration.value = seconds ?? 0;
      own.scraped.value = 0;
      target.append(timeMs, seconds === null ? [own.up] : [own.up, own.duration, own.scraped]);
    },
    ended: () => target.markStale(nextTimeMs()),
    dispose: () => target.dispose(),
  };
}
