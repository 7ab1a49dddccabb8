const leastBytes = 64 * 2 ** 10;

/**
 * Memory for a large answer that is asked for again and again: it is filled as the answer comes and used for the next, where
 * else the collector of garbage would be woken by each.
 */
export class KeptBody {
  private memory = new Uint8Array(0);
  private filled = 0;

  /** What was appended since it was last cleared; gone once it is cleared again. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.memory.subarray(0, this.filled);
  }

  clear(): void {
    this.filled = 0;
  }

  append(chunk: Uint8Array): void {
    const needed = this.filled + chunk.length;
    if (needed > this.memory.length) {
      const larger = new Uint8Array(Math.max(leastBytes, needed, 2 * this.memory.length));
      larger.set(this.bytes);
      this.memory = larger;
    }
    this.memory.set(chunk, this.filled);
    this.filled = needed;
  }
}
