import type { Comment } from "./comment.ts";
import type { Series } from "./seriesTable.ts";

/**
 * How the lines of the last scrape began: the bytes of each series up to its value, and whole comments. A line that
 * begins like its predecessor needs no reading, only comparing.
 */
export class LineLayout {
  readonly lines: (Series | Comment)[] = [];
  private bytes = new Uint8Array(0);
  /** `ends[i]` is where line i ends in `bytes`; it begins where the one before ends. */
  private ends = new Int32Array(0);

  /** The index behind line `index` when it stands at `start` of `body`; -1 when something else does. */
  match(index: number, body: Uint8Array, start: number): number {
    const { bytes, ends } = this;
    const from = index === 0 ? 0 : (ends[index - 1] ?? 0);
    const end = ends[index] ?? 0;
    const stop = start + (end - from);
    if (stop > body.length) return -1;
    // Lines that differ mostly do so at their end: the last label, or another name.
    for (let at = end - 1, other = stop - 1; at >= from; at--, other--) if (bytes[at] !== body[other]) return -1;
    return stop;
  }

  /** The lines of this scrape from now on; `starts[i]` to `stops[i]` is in `body` what line i begins with. */
  adopt(lines: readonly (Series | Comment)[], body: Uint8Array, starts: Int32Array, stops: Int32Array): void {
    const count = lines.length;
    let length = 0;
    for (let i = 0; i < count; i++) length += (stops[i] ?? 0) - (starts[i] ?? 0);
    this.bytes = new Uint8Array(length);
    this.ends = new Int32Array(count);
    this.lines.length = count;
    let end = 0;
    for (let i = 0; i < count; i++) {
      const line = lines[i];
      if (line === undefined) continue;
      const start = starts[i] ?? 0;
      this.bytes.set(body.subarray(start, stops[i]), end);
      end += (stops[i] ?? 0) - start;
      this.ends[i] = end;
      this.lines[i] = line;
      if (!("kind" in line)) line.line = i;
    }
  }
}
