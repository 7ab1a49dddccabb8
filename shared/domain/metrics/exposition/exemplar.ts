import { closingBrace, readLabels } from "./labelText.ts";
import { LineError, within } from "./lineError.ts";
import type { Exemplar } from "./model.ts";
import { parseNumber } from "./numbers.ts";

/** Reads `# {labels} value [seconds]`, the end of a line. Throws LineError. */
export function parseExemplar(text: string): Exemplar {
  const open = text.indexOf("{");
  if (open === -1 || text.slice(1, open).trim() !== "") throw new LineError(0, "Expected an exemplar");
  const close = closingBrace(text, open, text.length);
  const [value, seconds, ...more] = text.slice(close + 1).match(/[^ \t]+/g) ?? [];
  const number = parseNumber(value ?? "");
  const time = seconds === undefined ? null : parseNumber(seconds);
  if (number === null || (seconds !== undefined && time === null) || more.length > 0) {
    throw new LineError(close + 1, "Expected a value and a time after the labels of an exemplar");
  }
  const { labels } = within(open + 1, () => readLabels(text.slice(open + 1, close)));
  return { labels, value: number, timeMs: time === null ? null : time * 1000 };
}
