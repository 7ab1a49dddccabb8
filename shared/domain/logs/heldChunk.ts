import { escapeRegex } from "./filter/escapeRegex.ts";
import { lineMatcher } from "./filter/matchLine.ts";
import type { LogTerm } from "./filter/model.ts";
import { type LogLine, logLevels } from "./model.ts";

const size = 2048;
/** Between the texts of a full chunk; a NUL in a log is not told from it, which costs a false find at worst. */
const separator = "\0";

/** What many lines share. */
type Origin = Pick<LogLine, "source" | "host" | "stream" | "timeFrom">;
/** What only structured or cut lines have. */
type Rest = Pick<LogLine, "message" | "fields" | "cutChars">;

const nothing: Rest = { message: null, fields: {}, cutChars: 0 };

/** Up to 2048 lines, column by column; once full their texts are one string that is searched at once. */
export class HeldChunk {
  static readonly size = size;
  readonly firstNumber: number;
  chars = 0;
  private count = 0;
  private texts: string[] = [];
  private joined: string | null = null;
  private readonly starts = new Uint32Array(size + 1);
  private readonly times = new Float64Array(size);
  private readonly levels = new Uint8Array(size);
  private readonly messageStarts = new Uint16Array(size);
  private readonly originOf = new Uint16Array(size);
  private readonly origins: Origin[] = [];
  private readonly rests = new Map<number, Rest>();

  constructor(firstNumber: number) {
    this.firstNumber = firstNumber;
  }

  get isFull(): boolean {
    return this.count === size;
  }

  get endNumber(): number {
    return this.firstNumber + this.count;
  }

  add(line: LogLine): void {
    const at = this.count;
    this.texts.push(line.text);
    this.starts[at + 1] = (this.starts[at] ?? 0) + line.text.length + 1;
    this.times[at] = line.timeMs;
    this.levels[at] = logLevels.indexOf(line.level);
    this.messageStarts[at] = line.messageStart;
    this.originOf[at] = this.originIndex(line);
    if (line.message !== null || line.cutChars > 0 || Object.keys(line.fields).length > 0) {
      this.rests.set(at, { message: line.message, fields: line.fields, cutChars: line.cutChars });
    }
    this.chars += line.text.length;
    this.count += 1;
    if (this.isFull) {
      this.joined = this.texts.join(separator);
      this.texts = [];
    }
  }

  timeOf(at: number): number | undefined {
    return this.times[at];
  }

  get(at: number): LogLine | null {
    const origin = this.origins[this.originOf[at] ?? 0];
    if (at < 0 || at >= this.count || !origin) return null;
    const { source, host, stream, timeFrom } = origin;
    const { message, fields, cutChars } = this.rests.get(at) ?? nothing;
    return {
      timeMs: this.times[at] ?? 0,
      timeFrom,
      source,
      host,
      stream,
      level: logLevels[this.levels[at] ?? 0] ?? "unknown",
      text: this.textAt(at),
      messageStart: this.messageStarts[at] ?? 0,
      message,
      fields,
      cutChars,
    };
  }

  /** Appends the numbers of the lines from index `from` that meet all terms. */
  search(terms: readonly LogTerm[], from: number, found: number[]): void {
    const left = new Uint8Array(this.count).fill(1, from);
    const slow: LogTerm[] = [];
    // What is cheap first: what it leaves is searched line by line when it is little.
    for (const term of terms) if (term.kind === "level") keep(left, this.withLevel(term.levels), term.negated);
    for (const term of terms) {
      if (term.kind === "level") continue;
      if (term.kind === "text" && !isSparse(left)) keep(left, this.withText(term.text), term.negated);
      else slow.push(term);
    }
    const matches = slow.length === 0 ? null : lineMatcher(slow);
    for (let at = from; at < this.count; at += 1) {
      if (left[at] !== 1) continue;
      const line = matches ? this.get(at) : null;
      if (!matches || (line && matches(line))) found.push(this.firstNumber + at);
    }
  }

  private withLevel(levels: readonly LogLine["level"][]): Uint8Array {
    const wanted = logLevels.map((level) => (levels.includes(level) ? 1 : 0));
    return this.levels.map((level) => wanted[level] ?? 0);
  }

  private withText(text: string): Uint8Array {
    const hits = new Uint8Array(this.count);
    const expression = new RegExp(escapeRegex(text), "gi");
    if (this.joined === null) {
      for (const [at, one] of this.texts.entries()) {
        expression.lastIndex = 0;
        if (expression.test(one)) hits[at] = 1;
      }
      return hits;
    }
    for (let match = expression.exec(this.joined); match; match = expression.exec(this.joined)) {
      const at = this.lineAt(match.index);
      hits[at] = 1;
      // One find a line is enough.
      expression.lastIndex = this.starts[at + 1] ?? this.joined.length;
    }
    return hits;
  }

  /** The line that holds a position of the joined text. */
  private lineAt(position: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private textAt(at: number): string {
    if (this.joined === null) return this.texts[at] ?? "";
    return this.joined.slice(this.starts[at] ?? 0, (this.starts[at + 1] ?? 0) - 1);
  }

  private originIndex({ source, host, stream, timeFrom }: LogLine): number {
    const known = this.origins.findIndex(
      (one) => one.stream === stream && one.host === host && one.source === source && one.timeFrom === timeFrom,
    );
    if (known >= 0) return known;
    return this.origins.push({ source, host, stream, timeFrom }) - 1;
  }
}

/** Below this many lines the whole text is not worth a search. */
const sparseLines = size / 8;

function isSparse(left: Uint8Array): boolean {
  let count = 0;
  for (const one of left) count += one;
  return count < sparseLines;
}

function keep(left: Uint8Array, hits: Uint8Array, negated: boolean): void {
  const wanted = negated ? 0 : 1;
  for (let at = 0; at < left.length; at += 1) if ((hits[at] ?? 0) !== wanted) left[at] = 0;
}
