import { detached } from "../../../base/detached.ts";
import { type Comment, parseComment } from "./comment.ts";
import { type FamilyFacts, settleFamilies } from "./families.ts";
import { LineError, within } from "./lineError.ts";
import { LineLayout } from "./lineLayout.ts";
import { BodyText } from "./lineText.ts";
import type { Exposition, ExpositionFormat, ExpositionProblem } from "./model.ts";
import { NumberReader } from "./numbers.ts";
import { Series, SeriesTable } from "./seriesTable.ts";
import { parseTail, timeMsOf } from "./tail.ts";
import { skipBlanks } from "./words.ts";

const newline = 0x0a;
const carriageReturn = 0x0d;
const mostProblems = 100;
/** Of a name with its labels: every query that names them carries them, and screens have to show them. */
const mostSeriesCharacters = 8192;
const noFacts: FamilyFacts = { families: new Map(), samples: [], duplicates: 0, reopened: 0 };

export interface ExpositionParserOptions {
  /** Another name for a label, such as `exported_job`. */
  readonly renameLabel?: (label: string) => string;
}

/**
 * Reads the texts that one target answers with, scrape after scrape, in one pass over their bytes. A line that begins
 * like the line in its place last time costs a comparison and a number; any other is read, and a line that cannot be
 * read costs itself and a problem with its place.
 */
export class ExpositionParser {
  private readonly table: SeriesTable;
  private readonly layout = new LineLayout();
  private readonly numbers = new NumberReader();
  private facts = noFacts;
  private scrape = 0;

  // The scrape under way.
  private body: Uint8Array = new Uint8Array(0);
  private text = new BodyText(this.body);
  private format: ExpositionFormat = "text";
  private lines: (Series | Comment)[] = [];
  private count = 0;
  private starts = new Int32Array(1024);
  private stops = new Int32Array(1024);
  /** The next line of the layout; lines that are not in it leave it where it is. */
  private cursor = 0;
  private changed = false;
  private ended = false;
  private problems: ExpositionProblem[] = [];
  private problemCount = 0;

  constructor({ renameLabel = (label) => label }: ExpositionParserOptions = {}) {
    this.table = new SeriesTable(renameLabel);
  }

  /** Never throws. Without a `format` the text tells: OpenMetrics ends in `# EOF`. What is returned holds until the next call. */
  parse(content: Uint8Array | string, format?: ExpositionFormat): Exposition {
    const body = typeof content === "string" ? new TextEncoder().encode(content) : content;
    this.begin(body, format ?? (endsInEof(body) ? "openMetrics" : "text"));
    let at = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
    for (let number = 1; at < body.length && !this.ended; number++) at = this.readLine(at, number);
    return this.finish();
  }

  private begin(body: Uint8Array, format: ExpositionFormat): void {
    this.body = body;
    this.text = new BodyText(body);
    this.format = format;
    this.scrape++;
    this.count = 0;
    this.cursor = 0;
    this.changed = false;
    this.ended = false;
    this.problems = [];
    this.problemCount = 0;
  }

  private finish(): Exposition {
    const { layout, lines, body } = this;
    const changed = this.changed || this.cursor !== layout.lines.length;
    if (changed) {
      lines.length = this.count;
      layout.adopt(lines, body, this.starts, this.stops);
      this.facts = settleFamilies(lines);
      this.table.forget(this.scrape, this.facts.samples.length);
    }
    this.body = new Uint8Array(0);
    this.text = new BodyText(this.body);
    return {
      ...this.facts,
      problems: this.problems,
      problemCount: this.problemCount,
      truncated: this.format === "openMetrics" && !this.ended,
      changed,
    };
  }

  /** Reads the line at `lineStart`; returns where the next one begins. */
  private readLine(lineStart: number, number: number): number {
    const { body } = this;
    let start = lineStart;
    let byte = body[start];
    while (byte === 0x20 || byte === 0x09 || byte === carriageReturn) byte = body[++start];
    if (byte === newline) return start + 1;
    if (byte === undefined) return start;
    const next = this.readKnown(start);
    if (next !== -1) return next;
    const found = body.indexOf(newline, start);
    const end = found === -1 ? body.length : found;
    this.readNew(lineStart, end, number);
    return end + 1;
  }

  /** The line that the layout expects at `start`; -1 when another one is there. */
  private readKnown(start: number): number {
    const { layout, cursor } = this;
    const known = layout.lines[cursor];
    if (known === undefined) return -1;
    const stop = layout.match(cursor, this.body, start);
    if (stop === -1) return -1;
    const next = known instanceof Series ? this.readTail(known, stop) : this.lineEnd(stop);
    if (next === -1) return -1;
    if (!(known instanceof Series) && known.kind === "end") this.ended = true;
    this.keep(known, start, stop);
    this.cursor++;
    return next;
  }

  /** The value at `at` and what follows it; -1 when it is not as simple as that. */
  private readTail(series: Series, at: number): number {
    const { numbers, body } = this;
    const value = numbers.read(body, at);
    if (value === null) return -1;
    let { end } = numbers;
    let timeMs = Number.NaN;
    let next = this.lineEnd(end);
    if (next === -1) {
      while (body[end] === 0x20 || body[end] === 0x09) end++;
      const time = numbers.read(body, end);
      if (time === null || !Number.isFinite(time)) return -1;
      next = this.lineEnd(numbers.end);
      if (next === -1) return -1;
      timeMs = timeMsOf(time, this.format);
    }
    series.value = value;
    series.timeMs = timeMs;
    if (series.exemplar !== null) series.exemplar = null;
    return next;
  }

  /** Where the next line begins when nothing but the end of this one is at `at`; else -1. */
  private lineEnd(at: number): number {
    const { body } = this;
    if (body[at] === newline) return at + 1;
    if (at === body.length) return at;
    return body[at] === carriageReturn && body[at + 1] === newline ? at + 2 : -1;
  }

  private withoutReturn(lineEnd: number): number {
    return this.body[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd;
  }

  private readNew(lineStart: number, lineEnd: number, number: number): void {
    const line = this.text.line(lineStart, lineEnd);
    if (line === null) {
      this.problem(number, 1, "The line is not UTF-8");
      return;
    }
    const { text, from, end } = line;
    try {
      const isComment = text.charCodeAt(from) === 0x23;
      const what = isComment
        ? within(from, () => parseComment(detached(text.slice(from, end))))
        : this.table.read(text, from, end);
      if (!isComment && this.table.end - from > mostSeriesCharacters)
        throw new LineError(from, `The name and its labels are longer than ${mostSeriesCharacters} characters`);
      const index = isComment ? end : skipBlanks(text, this.table.end, end);
      if (what instanceof Series) Object.assign(what, parseTail(text, index, end, this.format));
      else if (what.kind === "end") this.ended = true;
      const start = this.text.byteIndex(line, from, lineStart);
      const stop = isComment ? this.withoutReturn(lineEnd) : this.text.byteIndex(line, index, lineStart);
      this.follow(what, start, stop);
      this.keep(what, start, stop);
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      this.problem(number, error.index - line.lineStart + 1, error.message);
    }
  }

  /** Goes on behind the place that a line had in the layout, if it had one. */
  private follow(what: Series | Comment, start: number, stop: number): void {
    const { layout } = this;
    const place = what instanceof Series ? what.line : -1;
    const isExpected = place === this.cursor && layout.lines[place] === what;
    if (!isExpected || layout.match(place, this.body, start) !== stop) this.changed = true;
    if (place >= 0 && layout.lines[place] === what) this.cursor = place + 1;
  }

  private keep(what: Series | Comment, start: number, stop: number): void {
    if (this.count === this.starts.length) this.grow();
    this.lines[this.count] = what;
    this.starts[this.count] = start;
    this.stops[this.count] = stop;
    this.count++;
    if (what instanceof Series) what.scrape = this.scrape;
  }

  private grow(): void {
    const [starts, stops] = [this.starts, this.stops].map((old) => {
      const larger = new Int32Array(old.length * 2);
      larger.set(old);
      return larger;
    });
    if (starts && stops) [this.starts, this.stops] = [starts, stops];
  }

  private problem(line: number, column: number, message: string): void {
    this.problemCount++;
    if (this.problems.length < mostProblems) this.problems.push({ line, column, message });
  }
}

function endsInEof(body: Uint8Array): boolean {
  let end = body.length;
  while (end > 0 && (body[end - 1] ?? 0) <= 0x20) end--;
  return "# EOF".split("").every((character, i) => body[end - 5 + i] === character.charCodeAt(0));
}
