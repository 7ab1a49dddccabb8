import type { LogTerm } from "./filter/model.ts";
import { HeldChunk } from "./heldChunk.ts";
import { mergeByTime } from "./mergeLines.ts";
import type { LogLine } from "./model.ts";

export interface HeldLimits {
  readonly lines: number;
  /** Of text; beyond either limit the oldest lines go. */
  readonly chars: number;
}

const usualLimits: HeldLimits = { lines: 1_000_000, chars: 256 * 2 ** 20 };

/** A line that is older than so many others has come too late for its place: it stands before these. */
const mostPassed = 5000;

/**
 * Many log lines in little memory, found quickly. Lines are numbered from 0 as they stand, and only a line that comes late
 * moves those after it on by one; the oldest are let go a chunk at a time.
 */
export class HeldLines {
  private readonly limits: HeldLimits;
  private chunks: HeldChunk[] = [];
  private end = 0;
  private chars = 0;

  constructor(limits: HeldLimits = usualLimits) {
    this.limits = limits;
  }

  /** Number of the oldest line that is held. */
  get firstNumber(): number {
    return this.chunks[0]?.firstNumber ?? this.end;
  }

  /** Number that the next line will get. */
  get endNumber(): number {
    return this.end;
  }

  get size(): number {
    return this.end - this.firstNumber;
  }

  append(lines: readonly LogLine[]): void {
    for (const line of lines) {
      let last = this.chunks.at(-1);
      if (!last || last.isFull) {
        last = new HeldChunk(this.end);
        this.chunks.push(last);
      }
      last.add(line);
      this.chars += line.text.length;
      this.end += 1;
    }
    this.letGo();
  }

  /** Puts lines, which are in time order, where their time stands. */
  insert(lines: readonly LogLine[]): void {
    const oldestMs = lines[0]?.timeMs ?? Number.POSITIVE_INFINITY;
    const least = Math.max(this.firstNumber, this.end - mostPassed);
    let from = this.end;
    while (from > least && this.timeOf(from - 1) > oldestMs) from -= 1;
    this.append(from === this.end ? lines : mergeByTime([this.takeFrom(from), lines]));
  }

  private letGo(): void {
    while (this.chunks.length > 1 && (this.size > this.limits.lines || this.chars > this.limits.chars)) {
      this.chars -= this.chunks.shift()?.chars ?? 0;
    }
  }

  /** Null when the line was let go or did not come yet. */
  get(number: number): LogLine | null {
    const chunk = this.chunks[Math.floor((number - this.firstNumber) / HeldChunk.size)];
    return chunk?.get(number - chunk.firstNumber) ?? null;
  }

  private timeOf(number: number): number {
    const chunk = this.chunks[Math.floor((number - this.firstNumber) / HeldChunk.size)];
    return chunk?.timeOf(number - chunk.firstNumber) ?? Number.NaN;
  }

  /** Takes the lines from a number on out, and returns them. */
  private takeFrom(from: number): readonly LogLine[] {
    const at = Math.floor((from - this.firstNumber) / HeldChunk.size);
    const first = this.chunks[at]?.firstNumber ?? this.end;
    const taken = Array.from({ length: this.end - first }, (_, index) => this.get(first + index)).filter(
      (line) => line !== null,
    );
    for (const { chars } of this.chunks.splice(at)) this.chars -= chars;
    this.end = first;
    this.append(taken.slice(0, from - first));
    return taken.slice(from - first);
  }

  /** Numbers of the lines from `fromNumber` that meet all terms, in order. */
  search(terms: readonly LogTerm[], fromNumber = 0): readonly number[] {
    const found: number[] = [];
    for (const chunk of this.chunks) {
      if (chunk.endNumber <= fromNumber) continue;
      chunk.search(terms, Math.max(0, fromNumber - chunk.firstNumber), found);
    }
    return found;
  }

  clear(): void {
    this.chunks = [];
    this.chars = 0;
  }
}
