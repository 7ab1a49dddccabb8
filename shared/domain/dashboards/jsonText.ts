import { errorText } from "../../base/errors.ts";
import type { JsonPath } from "./json.ts";

/** What is wrong in a text, at a 1-based place. */
export interface TextProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: TextProblem };

const mostDepth = 500;

/** JSON with the place of the first mistake, worded the same on every engine. */
export function parseJsonText(text: string): ParsedJson {
  const start = text.startsWith("\uFEFF") ? 1 : 0;
  try {
    return { ok: true, value: JSON.parse(start === 0 ? text : text.slice(start)) };
  } catch (error) {
    return { ok: false, problem: firstMistake(text) ?? { line: 1, column: 1, message: errorText(error) } };
  }
}

function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  const lastBreak = before.lastIndexOf("\n");
  return { line: before.split("\n").length, column: offset - lastBreak };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where the value at `path` stands in a valid text; null when there is none. */
function spanAt(text: string, path: JsonPath): Span | null {
  try {
    return new Scanner(text).find(path);
  } catch {
    return null;
  }
}

/**
 * The text with another value at `path` and every other character as it was. A last key that is missing is added at the
 * start of its object. Null when the path leads nowhere.
 */
export function replaceAt(text: string, path: JsonPath, value: string | number | readonly string[]): string | null {
  const json = JSON.stringify(value);
  const span = spanAt(text, path);
  if (span) return text.slice(0, span.start) + json + text.slice(span.end);
  const key = path.at(-1);
  const holder = spanAt(text, path.slice(0, -1));
  if (typeof key !== "string" || !holder || text[holder.start] !== "{") return null;
  const body = text.slice(holder.start + 1, holder.end - 1);
  const lead = /^\s*/.exec(body)?.[0] ?? "";
  const isEmpty = lead.length === body.length;
  const entry = `${isEmpty ? "" : lead}${JSON.stringify(key)}: ${json}${isEmpty ? "" : ","}`;
  return `${text.slice(0, holder.start + 1)}${entry}${text.slice(holder.start + 1)}`;
}

function firstMistake(text: string): TextProblem | null {
  try {
    new Scanner(text).whole();
    return null;
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return { ...placeOf(text, error.offset), message: error.message };
  }
}

class Mistake extends Error {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** Unrolled, so that a text without an end costs no more than its length. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in texts
const stringPattern = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})[^"\\\u0000-\u001f]*)*"/y;

/** Walks JSON text without building it. Throws a Mistake where the text is no JSON. */
class Scanner {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
    if (text.startsWith("\uFEFF")) this.at = 1;
  }

  whole(): void {
    this.blanks();
    this.value(0);
    this.blanks();
    if (this.at < this.text.length) this.fail("nothing may follow the end of the document");
  }

  find(path: JsonPath): Span | null {
    this.blanks();
    return this.descend(path, 0);
  }

  private descend(path: JsonPath, depth: number): Span | null {
    const [step, ...rest] = path;
    if (step === undefined) {
      const start = this.at;
      this.value(depth);
      return { start, end: this.at };
    }
    let found: Span | null = null;
    const wanted = typeof step === "number" ? "[" : "{";
    if (this.text[this.at] !== wanted) {
      this.value(depth);
      return null;
    }
    // Of a key that is written twice, the last one counts, as it does for JSON.parse.
    this.members((key) => {
      if (key === step) found = this.descend(rest, depth + 1);
      else this.value(depth + 1);
    });
    return found;
  }

  private value(depth: number): void {
    if (depth > mostDepth) this.fail(`lists and objects are nested more than ${mostDepth} deep`);
    const first = this.text[this.at];
    if (first === "{" || first === "[") this.members(() => this.value(depth + 1));
    else if (first === '"') this.string();
    else if (first !== undefined && /[-\d]/.test(first)) this.match(numberPattern, "this is no number");
    else if (!this.word()) this.fail(first === undefined ? "the text ends early" : "a value is expected here");
  }

  /** Each member of the object or list at this place; `visit` stands on the value and must pass it. */
  private members(visit: (key: string | number) => void): void {
    const isObject = this.text[this.at] === "{";
    const close = isObject ? "}" : "]";
    this.at += 1;
    this.blanks();
    if (this.text[this.at] === close) {
      this.at += 1;
      return;
    }
    for (let index = 0; ; index += 1) {
      visit(isObject ? this.key() : index);
      this.blanks();
      const next = this.text[this.at];
      if (next !== "," && next !== close) {
        this.fail(next === undefined ? `the text ends before "${close}"` : `"," or "${close}" is expected here`);
      }
      this.at += 1;
      if (next === close) return;
      this.blanks();
    }
  }

  private key(): string {
    if (this.text[this.at] !== '"') this.fail('a key in double quotes is expected here, without a "," before the end');
    const key: unknown = JSON.parse(this.string());
    this.blanks();
    if (this.text[this.at] !== ":") this.fail('":" is expected after a key');
    this.at += 1;
    this.blanks();
    return String(key);
  }

  private string(): string {
    return this.match(stringPattern, "this text has no end, a line break or a wrong escape in it");
  }

  private match(pattern: RegExp, otherwise: string): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) this.fail(otherwise);
    this.at += found.length;
    return found;
  }

  private word(): boolean {
    const word = ["true", "false", "null"].find((candidate) => this.text.startsWith(candidate, this.at));
    this.at += word?.length ?? 0;
    return word !== undefined;
  }

  private blanks(): void {
    while (/[ \t\n\r]/.test(this.text[this.at] ?? "")) this.at += 1;
  }

  private fail(message: string): never {
    throw new Mistake(this.at, message);
  }
}
