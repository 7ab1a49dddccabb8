/** Values of a long past, of which most series know little: what was never told takes no room. The last one is the newest, NaN is none. */
export class LongWindow {
  private readonly length: number;
  /** The newest ones; those before are not known. */
  private kept = new Float32Array(0);

  constructor(length: number) {
    this.length = length;
  }

  /** How far back anything was ever told. */
  get told(): number {
    return this.kept.length;
  }

  /** All of them, as a copy. */
  get values(): Float64Array {
    return this.newest(this.length);
  }

  /** The last `count`, as a copy. */
  newest(count: number): Float64Array {
    const values = new Float64Array(count).fill(Number.NaN);
    const known = this.kept.subarray(Math.max(0, this.kept.length - count));
    values.set(known, count - known.length);
    return values;
  }

  /** Moves everything `steps` to the past; what comes is not known yet. */
  advance(steps: number): void {
    const held = Math.min(this.length, this.kept.length + steps);
    const next = new Float32Array(held).fill(Number.NaN);
    const left = this.kept.subarray(Math.max(0, this.kept.length + steps - this.length));
    next.set(left.subarray(0, Math.max(0, held - steps)), 0);
    this.kept = next;
  }

  /** The value `ago` steps before the newest; what is older than the window is left out. */
  set(ago: number, value: number): void {
    if (ago >= this.length) return;
    if (ago >= this.kept.length) {
      const next = new Float32Array(ago + 1).fill(Number.NaN);
      next.set(this.kept, next.length - this.kept.length);
      this.kept = next;
    }
    this.kept[this.kept.length - 1 - ago] = value;
  }
}
