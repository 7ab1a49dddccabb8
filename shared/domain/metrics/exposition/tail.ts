import { detached } from "../../../base/detached.ts";
import { parseExemplar } from "./exemplar.ts";
import { LineError, within } from "./lineError.ts";
import type { Exemplar, ExpositionFormat } from "./model.ts";
import { parseNumber } from "./numbers.ts";
import { skipBlanks } from "./words.ts";

/** What follows a series on its line. */
export interface Tail {
  readonly value: number;
  /** NaN when the line gives no time. */
  readonly timeMs: number;
  readonly exemplar: Exemplar | null;
}

/** Milliseconds of a time as a format writes it. */
export function timeMsOf(time: number, format: ExpositionFormat): number {
  return format === "text" ? time : time * 1000;
}

/** Reads `value [time] [# exemplar]` between two indexes of `text`. Throws LineError. */
export function parseTail(text: string, from: number, end: number, format: ExpositionFormat): Tail {
  const start = skipBlanks(text, from, end);
  if (start >= end) throw new LineError(start, "The value is missing");
  const valueEnd = tokenEnd(text, start, end);
  const value = parseNumber(text.slice(start, valueEnd));
  if (value === null) {
    throw new LineError(start, `${JSON.stringify(text.slice(start, Math.min(valueEnd, start + 40)))} is not a number`);
  }
  let at = skipBlanks(text, valueEnd, end);
  let timeMs = Number.NaN;
  if (at < end && text[at] !== "#") {
    const timeEnd = tokenEnd(text, at, end);
    const time = parseNumber(text.slice(at, timeEnd));
    if (time === null || !Number.isFinite(time)) throw new LineError(at, "Expected a time or the end of the line");
    timeMs = timeMsOf(time, format);
    at = skipBlanks(text, timeEnd, end);
  }
  if (at >= end) return { value, timeMs, exemplar: null };
  if (text[at] !== "#") throw new LineError(at, "Unexpected text after the value");
  const exemplar = within(at, () => parseExemplar(detached(text.slice(at, end))));
  return { value, timeMs, exemplar };
}

function tokenEnd(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text.charCodeAt(at) > 0x20) at++;
  return at;
}
