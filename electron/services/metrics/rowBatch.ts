/**
 * Rows on their way to the worker: one run of doubles, so that a batch is a single transferred buffer.
 * Targets are known by handle numbers, series by numbers local to their handle; -1 is a column to skip.
 */
const op = { row: 1, layout: 2, stale: 3, forget: 4, close: 5 } as const;

const roomAtFirst = 16_384;

export class RowBatchWriter {
  private values = new Float64Array(roomAtFirst);
  private used = 0;
  private spare: ArrayBuffer | null = null;

  get length(): number {
    return this.used;
  }

  /** A row, its values in the order of the handle's layout. */
  row(handle: number, timeMs: number, values: Float64Array): void {
    this.reserve(4 + values.length);
    this.put(op.row, handle, timeMs, values.length);
    this.values.set(values, this.used);
    this.used += values.length;
  }

  /** Which series the values of the following rows belong to. A series that is left out becomes stale. */
  layout(handle: number, series: readonly number[]): void {
    this.reserve(3 + series.length);
    this.put(op.layout, handle, series.length);
    this.values.set(series, this.used);
    this.used += series.length;
  }

  stale(handle: number, timeMs: number): void {
    this.reserve(3);
    this.put(op.stale, handle, timeMs);
  }

  /** The handle's series below this number will not be used again. */
  forget(handle: number, below: number): void {
    this.reserve(3);
    this.put(op.forget, handle, below);
  }

  close(handle: number): void {
    this.reserve(2);
    this.put(op.close, handle);
  }

  /** Hands the batch over and starts an empty one. */
  take(): Float64Array<ArrayBuffer> {
    const batch = this.values.subarray(0, this.used);
    this.values = this.spare ? new Float64Array(this.spare) : new Float64Array(roomAtFirst);
    this.spare = null;
    this.used = 0;
    return batch;
  }

  /** A batch that was taken is read: a later one is written in its room. */
  giveBack({ buffer }: Float64Array<ArrayBuffer>): void {
    this.spare = buffer;
  }

  private put(...values: number[]): void {
    for (const value of values) this.values[this.used++] = value;
  }

  private reserve(count: number): void {
    if (this.used + count <= this.values.length) return;
    const larger = new Float64Array(Math.max(this.values.length * 2, this.used + count));
    larger.set(this.values);
    this.values = larger;
  }
}

export interface RowBatchVisitor {
  /** `values` is valid during the call only. */
  row(handle: number, timeMs: number, values: Float64Array): void;
  layout(handle: number, series: Float64Array): void;
  stale(handle: number, timeMs: number): void;
  forget(handle: number, below: number): void;
  close(handle: number): void;
}

export function readRowBatch(batch: Float64Array, visitor: RowBatchVisitor): void {
  let at = 0;
  const next = () => batch[at++] ?? 0;
  const run = (length: number) => {
    at += length;
    return batch.subarray(at - length, at);
  };
  while (at < batch.length) {
    const kind = next();
    const handle = next();
    if (kind === op.row) visitor.row(handle, next(), run(next()));
    else if (kind === op.layout) visitor.layout(handle, run(next()));
    else if (kind === op.stale) visitor.stale(handle, next());
    else if (kind === op.forget) visitor.forget(handle, next());
    else if (kind === op.close) visitor.close(handle);
    else throw new RangeError(`Unknown row operation ${kind}`);
  }
}
