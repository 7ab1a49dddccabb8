import type { Labels } from "../model.ts";
import { LineError } from "./lineError.ts";
import { isNameStart, nameEnd, quotedEnd, skipBlanks, unescaped } from "./words.ts";

/** What stands between braces. */
export interface LabelText {
  /** The metric's name, when it stands there in quotes (UTF-8 names of Prometheus 3). */
  readonly name: string | null;
  /** In the order of the text; labels with an empty value are none. */
  readonly labels: Labels;
  /** Sorted names, no blanks, nothing that could be written otherwise: the text itself identifies the label set. */
  readonly canonical: boolean;
}

/** The index of the brace that closes the one at `open`; braces within quotes do not count. Throws LineError. */
export function closingBrace(text: string, open: number, end: number): number {
  for (let at = open + 1; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x7d) return at;
    if (code !== 0x22) continue;
    const close = quotedEnd(text, at, end);
    if (close === -1) throw new LineError(at, "The label value has no closing quote");
    at = close;
  }
  throw new LineError(open, "The labels have no closing brace");
}

/** Reads the text between two braces; indexes of errors begin at its start. Commas may be missing or one too many. Throws LineError. */
export function readLabels(text: string): LabelText {
  const labels: Record<string, string> = {};
  let name: string | null = null;
  let canonical = !/^[ \t,]|[ \t,]$/.test(text);
  let previous = "";
  let at = skipBlanks(text, 0, text.length);
  while (at < text.length) {
    const word = readWord(text, at);
    const equals = skipBlanks(text, word.end, text.length);
    if (text[equals] !== "=") {
      if (!word.quoted || name !== null || previous !== "")
        throw new LineError(equals, "Expected = after a label name");
      name = word.text;
      at = behindComma(text, equals);
      continue;
    }
    const quote = skipBlanks(text, equals + 1, text.length);
    if (text[quote] !== '"') throw new LineError(quote, "Expected a label value in double quotes");
    const close = quotedEnd(text, quote, text.length);
    if (close === -1) throw new LineError(quote, "The label value has no closing quote");
    if (Object.hasOwn(labels, word.text)) throw new LineError(at, `The label ${word.text} is there twice`);
    if (reserved.has(word.text)) throw new LineError(at, `The label name ${word.text} is reserved`);
    const value = unescaped(text.slice(quote + 1, close));
    if (value !== "") labels[word.text] = value;
    const next = behindComma(text, close + 1);
    canonical &&= !word.quoted && value !== "" && word.text > previous && equals === word.end && quote === equals + 1;
    canonical &&= next === (close + 1 < text.length ? close + 2 : close + 1);
    previous = word.text;
    at = next;
  }
  return { name, labels, canonical: canonical && name === null };
}

const reserved: ReadonlySet<string> = new Set(["__name__", "__proto__"]);

/** The text that stands for a label set however it was written. */
export function canonicalLabelText(labels: Labels): string {
  return Object.keys(labels)
    .sort()
    .map((name) => `${name}="${(labels[name] ?? "").replace(/["\\\n]/g, escaped)}"`)
    .join(",");
}

function escaped(character: string): string {
  return character === "\n" ? "\\n" : `\\${character}`;
}

function readWord(text: string, at: number): { readonly text: string; readonly end: number; readonly quoted: boolean } {
  const code = text.charCodeAt(at);
  if (code === 0x22) {
    const close = quotedEnd(text, at, text.length);
    if (close === -1) throw new LineError(at, "The name has no closing quote");
    if (close === at + 1) throw new LineError(at, "The name is empty");
    return { text: unescaped(text.slice(at + 1, close)), end: close + 1, quoted: true };
  }
  if (!isNameStart(code) || code === 0x3a) throw new LineError(at, "Expected a label name");
  const end = nameEnd(text, at, text.length);
  return { text: text.slice(at, end), end, quoted: false };
}

/** The index of the next word; commas are often forgotten, and nothing is ambiguous without them. */
function behindComma(text: string, from: number): number {
  const at = skipBlanks(text, from, text.length);
  return text[at] === "," ? skipBlanks(text, at + 1, text.length) : at;
}
