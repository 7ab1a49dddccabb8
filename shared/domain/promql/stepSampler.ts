import { sampleState } from "../metrics/blockColumn.ts";

/** The steps of a range query: `startMs + i x stepMs` for `count` values of i. */
export interface Steps {
  readonly startMs: number;
  readonly stepMs: number;
  readonly count: number;
}

/** How far back an instant selector looks, in ms: the window is open on the left, (t - 5 min, t]. */
export const lookbackMs = 300_000;

/**
 * An instant selector over one series: at each step the newest sample of the lookback window, nothing when
 * that newest one is a staleness mark. Rows are fed in ascending time, in as many pieces as they come in.
 */
export class StepSampler {
  /** One value a step; NaN where there is no sample. */
  readonly values: Float64Array;
  /** Steps that have a sample, a measured NaN included. */
  found = 0;
  private readonly steps: Steps;
  private nextStep = 0;
  private lastTimeMs = Number.NEGATIVE_INFINITY;
  private lastValue = Number.NaN;
  private lastState: number = sampleState.absent;

  constructor(steps: Steps) {
    this.steps = steps;
    this.values = new Float64Array(steps.count).fill(Number.NaN);
  }

  /** Rows `from` to `to` (exclusive) of a column; see `BlockColumn`. */
  feed(timesMs: Float64Array, values: Float64Array, states: Uint8Array, from: number, to: number): void {
    let nextStepMs = this.nextStepMs();
    for (let row = from; row < to; row++) {
      const state = states[row] ?? sampleState.absent;
      if (state === sampleState.absent) continue;
      const timeMs = timesMs[row] ?? 0;
      if (timeMs > nextStepMs) {
        this.answerBefore(timeMs);
        nextStepMs = this.nextStepMs();
      }
      this.lastTimeMs = timeMs;
      this.lastState = state;
      this.lastValue = values[row] ?? Number.NaN;
    }
  }

  /** Answers the steps after the last row. */
  finish(): void {
    this.answerBefore(Number.POSITIVE_INFINITY);
  }

  private nextStepMs(): number {
    return this.steps.startMs + this.nextStep * this.steps.stepMs;
  }

  private answerBefore(timeMs: number): void {
    for (; this.nextStep < this.steps.count && this.nextStepMs() < timeMs; this.nextStep++) {
      if (this.lastState !== sampleState.value || this.lastTimeMs <= this.nextStepMs() - lookbackMs) continue;
      this.values[this.nextStep] = this.lastValue;
      this.found += 1;
    }
  }
}
