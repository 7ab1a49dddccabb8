import { addCompensated } from "./compensatedSum.ts";

/** The population variance of `values[from]` to `values[to - 1]`, in one pass (Welford) with compensated sums. */
export function varianceOf(values: Float64Array, from: number, to: number): number {
  const running = new RunningVariance(1);
  for (let i = from; i < to; i++) running.add(0, values[i] ?? 0);
  return running.variance(0);
}

/** Variances of several runs of values at once. */
export class RunningVariance {
  readonly counts: Uint32Array;
  private readonly means: Float64Array;
  private readonly meansLost: Float64Array;
  private readonly squares: Float64Array;
  private readonly squaresLost: Float64Array;

  constructor(runs: number) {
    this.counts = new Uint32Array(runs);
    this.means = new Float64Array(runs);
    this.meansLost = new Float64Array(runs);
    this.squares = new Float64Array(runs);
    this.squaresLost = new Float64Array(runs);
  }

  add(run: number, value: number): void {
    const count = (this.counts[run] ?? 0) + 1;
    this.counts[run] = count;
    const before = value - this.mean(run);
    addCompensated(this.means, this.meansLost, run, before / count);
    addCompensated(this.squares, this.squaresLost, run, before * (value - this.mean(run)));
  }

  variance(run: number): number {
    return ((this.squares[run] ?? 0) + (this.squaresLost[run] ?? 0)) / (this.counts[run] ?? 0);
  }

  private mean(run: number): number {
    return (this.means[run] ?? 0) + (this.meansLost[run] ?? 0);
  }
}
