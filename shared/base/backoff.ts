export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
  /** Uniform in [0, 1); an argument so that tests are exact. */
  readonly random: () => number;
}

/** Exponential delays with full jitter: attempt n waits uniformly in [0, min(max, first x 2^n)). */
export class Backoff {
  private attempts = 0;
  private readonly options: BackoffOptions;

  constructor(options: BackoffOptions) {
    this.options = options;
  }

  get attempt(): number {
    return this.attempts;
  }

  nextDelayMs(): number {
    const { firstMs, maxMs, random } = this.options;
    const ceilingMs = Math.min(maxMs, firstMs * 2 ** this.attempts);
    this.attempts += 1;
    return Math.round(ceilingMs * random());
  }

  reset(): void {
    this.attempts = 0;
  }
}
