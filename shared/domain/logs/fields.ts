import { foldLevel } from "./levels.ts";
import type { LogLevel } from "./model.ts";

/** What a structured record says of itself; `level` and `message` null where it does not. */
export interface Structured {
  readonly fields: Readonly<Record<string, string>>;
  readonly message: string | null;
  readonly level: LogLevel | null;
  /** As written; see `timeOfField`. */
  readonly time: string | null;
}

/** Names in the order in which they are believed: ECS, python-json-logger, Go and JavaScript loggers, Docker. */
const messageNames = ["message", "msg", "event", "log", "error.message"];
const levelNames = ["log.level", "levelname", "level", "severity", "lvl", "PRIORITY"];
const timeNames = ["@timestamp", "timestamp", "time", "ts", "asctime"];
const mostFields = 200;
const mostValueChars = 4096;
const deepest = 6;

/** The fields of a line that is a JSON object or logfmt; null when it is neither. */
export function readStructured(text: string): Structured | null {
  const fields = text.startsWith("{") ? jsonFields(text) : logfmtFields(text);
  return fields && describe(fields);
}

/** The fields of an object that a source already read. */
export function structuredOf(value: Readonly<Record<string, unknown>>): Structured {
  return describe(flatten(value));
}

function describe(fields: Readonly<Record<string, string>>): Structured {
  const level = first(fields, levelNames);
  return {
    fields,
    message: first(fields, messageNames),
    level: level === null ? null : foldLevel(level),
    time: first(fields, timeNames),
  };
}

function first(fields: Readonly<Record<string, string>>, names: readonly string[]): string | null {
  for (const name of names) {
    const value = fields[name];
    if (value !== undefined && value !== "") return value;
  }
  return null;
}

function jsonFields(text: string): Record<string, string> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? flatten(value) : null;
  } catch {
    return null;
  }
}

function flatten(value: Readonly<Record<string, unknown>>): Record<string, string> {
  const fields: Record<string, string> = {};
  let count = 0;
  const add = (name: string, one: unknown, depth: number): void => {
    if (one === null || one === undefined || count >= mostFields) return;
    if (isObject(one) && depth < deepest) {
      for (const [key, inner] of Object.entries(one)) add(name === "" ? key : `${name}.${key}`, inner, depth + 1);
      return;
    }
    count += 1;
    // A dotted key beside an object of the same name: the first one stands.
    fields[name] ??= (typeof one === "string" ? one : JSON.stringify(one)).slice(0, mostValueChars);
  };
  add("", value, 0);
  return fields;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const pair = /([A-Za-z_][\w.\-/]*)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))(?:\s+|$)/y;

/** A line of `name=value` pairs and nothing else; a sentence that holds one is no logfmt. */
function logfmtFields(text: string): Record<string, string> | null {
  if (!text.includes("=")) return null;
  const fields: Record<string, string> = {};
  let count = 0;
  pair.lastIndex = 0;
  while (pair.lastIndex < text.length) {
    const from = pair.lastIndex;
    const match = pair.exec(text);
    if (!match) return null;
    const [, name = "", quoted, bare = ""] = match;
    if (count < mostFields) fields[name] ??= quoted === undefined ? bare : quoted.replace(/\\(["\\])/g, "$1");
    count += 1;
    if (pair.lastIndex === from) return null;
  }
  return count >= 2 ? fields : null;
}
