const steadySteps = 5;

/** The newest values of something that goes on, in single precision: the last one is the newest, and what is not known is NaN. */
export class Window {
  readonly values: Float32Array;

  constructor(length: number) {
    this.values = new Float32Array(length).fill(Number.NaN);
  }

  /** Moves everything `steps` to the past; what comes is not known yet. */
  advance(steps: number): void {
    const { values } = this;
    if (steps >= values.length) {
      values.fill(Number.NaN);
      return;
    }
    values.copyWithin(0, steps);
    values.fill(Number.NaN, values.length - steps);
  }

  set newest(value: number) {
    this.values[this.values.length - 1] = value;
  }

  /** The median of the last three that are known, NaN where five steps do not have them: one odd sample is no news. */
  get steadied(): number {
    const { values } = this;
    let [a, b, c] = [Number.NaN, Number.NaN, Number.NaN];
    let known = 0;
    for (let i = values.length - 1; i >= Math.max(0, values.length - steadySteps) && known < 3; i -= 1) {
      const value = values[i] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      [a, b, c] = [b, c, value];
      known += 1;
    }
    return known < 3 ? Number.NaN : Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
