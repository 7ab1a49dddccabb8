/** The newest bytes of a stream, numbered from its beginning. */
export class OutputRing {
  private readonly kept: Uint8Array;
  private next = 0;

  constructor(capacityBytes: number) {
    this.kept = new Uint8Array(capacityBytes);
  }

  /** Number of the oldest byte that is kept. */
  get start(): number {
    return Math.max(0, this.next - this.kept.length);
  }

  /** Number of the byte that comes next. */
  get end(): number {
    return this.next;
  }

  append(bytes: Uint8Array): void {
    const { length } = this.kept;
    const tail = bytes.subarray(Math.max(0, bytes.length - length));
    this.next += bytes.length;
    const at = (this.next - tail.length) % length;
    const first = tail.subarray(0, length - at);
    this.kept.set(first, at);
    this.kept.set(tail.subarray(first.length), 0);
  }

  /** A copy of at most `mostBytes` from the byte `from` on, which must be one that is kept. */
  read(from: number, mostBytes: number): Uint8Array {
    const { length } = this.kept;
    const at = from % length;
    const count = Math.min(mostBytes, this.next - from, length - at);
    return this.kept.slice(at, at + count);
  }
}
