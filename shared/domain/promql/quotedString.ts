import { badQuery } from "./queryError.ts";

const simpleEscapes: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
  "'": "'",
};
const byteEscape = /^(?:x([0-9a-fA-F]{2})|([0-7]{3}))/;
const codePointEscape = /^(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/;

/** Reads a PromQL string with Go's escapes; between backquotes nothing is escaped. `\x` and octal escapes are bytes of UTF-8. */
export function quotedString(query: string, start: number): { readonly text: string; readonly end: number } {
  const quote = query[start] ?? "";
  const end = closingQuote(query, start, quote);
  const inner = query.slice(start + 1, end);
  const text = quote === "`" ? inner : unescapeText(inner, start + 1);
  return { text, end: end + 1 };
}

function closingQuote(query: string, start: number, quote: string): number {
  for (let at = start + 1; at < query.length; at++) {
    if (query[at] === quote) return at;
    if (quote === "`") continue;
    if (query[at] === "\\") at++;
    else if (query[at] === "\n") break;
  }
  throw badQuery(`The string has no closing ${quote}`, { start, end: query.length });
}

function unescapeText(inner: string, offset: number): string {
  if (!inner.includes("\\")) return inner;
  const encoder = new TextEncoder();
  const bytes: number[] = [];
  for (let at = 0; at < inner.length; ) {
    if (inner[at] !== "\\") {
      const next = inner.indexOf("\\", at);
      const stop = next === -1 ? inner.length : next;
      bytes.push(...encoder.encode(inner.slice(at, stop)));
      at = stop;
      continue;
    }
    const found = readEscape(inner.slice(at + 1, at + 10));
    if (!found) {
      const span = { start: offset + at, end: offset + at + 2 };
      throw badQuery("Unknown escape in a string; write \\\\ for a backslash", span);
    }
    if (typeof found.value === "number") bytes.push(found.value);
    else bytes.push(...encoder.encode(found.value));
    at += 1 + found.length;
  }
  return new TextDecoder("utf-8").decode(new Uint8Array(bytes));
}

/** `value` is a byte when a number. */
function readEscape(rest: string): { readonly value: string | number; readonly length: number } | null {
  const simple = simpleEscapes[rest[0] ?? ""];
  if (simple !== undefined) return { value: simple, length: 1 };
  const byte = byteEscape.exec(rest);
  if (byte) {
    const value = byte[1] === undefined ? Number.parseInt(byte[2] ?? "", 8) : Number.parseInt(byte[1], 16);
    return value > 0xff ? null : { value, length: byte[0].length };
  }
  const codePoint = codePointEscape.exec(rest);
  if (!codePoint) return null;
  const value = Number.parseInt(codePoint[1] ?? codePoint[2] ?? "", 16);
  const isCharacter = value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
  return isCharacter ? { value: String.fromCodePoint(value), length: codePoint[0].length } : null;
}
