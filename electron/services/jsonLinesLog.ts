import type { Clock } from "../../shared/base/clock.ts";
import type { Log, LogFacts } from "./log.ts";

const maxTextLength = 4000;
const maxDepth = 4;
const maxEntries = 50;
const hidden = "[hidden]";
const secretName = /token|secret|passw|passphrase|authori[sz]ation|cookie|credential|private.?key|api.?key/i;
const secretText = [
  /([?&]token=)[^&\s"']+/gi,
  /(Bearer\s+)[\w.~+/=-]+/gi,
  /(-----BEGIN [A-Z ]*PRIVATE KEY-----)[\s\S]*?(?:-----END|$)/g,
  /(:\/\/[^/\s:@]*:)[^/\s@]+(?=@)/g,
];

/**
 * One JSON object a line: `{time, level, message, ...facts}`. Callers do not log secrets; should one slip into a fact,
 * values under telling names and the usual spellings inside text are hidden. Never throws, whatever the facts are.
 */
export function jsonLinesLog(stream: { write(line: string): unknown }, clock: Pick<Clock, "nowMs">): Log {
  const write = (level: string, message: string, facts: LogFacts = {}) => {
    const head = { time: new Date(clock.nowMs()).toISOString(), level, message: plainText(message) };
    // The head once more: it comes first in the line, and no fact may take its place.
    stream.write(`${JSON.stringify({ ...head, ...plainEntries(facts, 0), ...head })}\n`);
  };
  return {
    info: (message, facts) => write("info", message, facts),
    warn: (message, facts) => write("warn", message, facts),
    error: (message, facts) => write("error", message, facts),
  };
}

function plain(value: unknown, depth: number): unknown {
  if (typeof value === "string") return plainText(value);
  if (value instanceof Error) return plainText(value.stack ?? value.message);
  if (typeof value === "number" || typeof value === "boolean" || value === null) return value;
  if (typeof value !== "object") return value === undefined ? undefined : String(value);
  if (depth >= maxDepth) return "...";
  if (Array.isArray(value)) return value.slice(0, maxEntries).map((item) => plain(item, depth + 1));
  return plainEntries(value, depth + 1);
}

function plainEntries(value: object, depth: number): Record<string, unknown> {
  const entries = Object.entries(value).slice(0, maxEntries);
  return Object.fromEntries(entries.map(([key, item]) => [key, secretName.test(key) ? hidden : plain(item, depth)]));
}

function plainText(text: string): string {
  const shown = secretText.reduce((rest, pattern) => rest.replace(pattern, `$1${hidden}`), text);
  return shown.length > maxTextLength ? `${shown.slice(0, maxTextLength)}...` : shown;
}
