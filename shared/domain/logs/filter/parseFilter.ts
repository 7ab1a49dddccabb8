import { RE2JS } from "re2js";
import { errorText, MidwatchError } from "../../../base/errors.ts";
import { foldLevel } from "../levels.ts";
import { type LogLevel, logLevels } from "../model.ts";
import type { FieldOperator, LogFilter, LogTerm, OwnQuery } from "./model.ts";

/** Before a query string of Elasticsearch. */
export const lucenePrefix = "lucene:";

const mostTerms = 30;
const token = /(-?)(?:"((?:[^"\\]|\\.)*)"?|\/((?:[^/\\]|\\.)+)\/(?=\s|$)|((?:[^\s"]|"(?:[^"\\]|\\.)*"?)+))/g;
const field = /^([A-Za-z_@][\w.@-]*)(=~|!~|!=|>=|=|:)(.*)$/s;

/**
 * `timeout "KV cache" -health /OOM|killed/ level:warn,error level>=warn status=503 path!=/health`: words and phrases in any
 * case, patterns, levels and fields; `-` turns a word, phrase or pattern round. What begins with `{` is LogQL, what begins with `lucene:` a query string.
 * Throws BAD_QUERY with its position.
 */
export function parseFilter(text: string): LogFilter {
  const own = ownQuery(text.trim());
  if (own) return { terms: [], own };
  const terms: LogTerm[] = [];
  for (const match of text.matchAll(token)) {
    const [all, minus, phrase, pattern, word] = match;
    const start = match.index;
    const negated = minus === "-";
    if (phrase !== undefined) terms.push({ kind: "text", text: unquoted(phrase), negated });
    else if (pattern !== undefined) terms.push({ kind: "regex", pattern: checked(pattern, start), negated });
    else if (word !== undefined) terms.push(wordTerm(word, negated, { start, end: start + all.length }));
    if (terms.length > mostTerms) throw refused(`More than ${mostTerms} conditions`, start, text.length);
  }
  return { terms: terms.filter((term) => term.kind !== "text" || term.text !== ""), own: null };
}

function ownQuery(text: string): OwnQuery | null {
  if (text.startsWith("{")) return { language: "logql", text };
  if (!text.startsWith(lucenePrefix)) return null;
  const query = text.slice(lucenePrefix.length).trim();
  if (query === "")
    throw refused("A query string is missing, such as lucene: status:>=500 AND NOT path:health", 0, text.length);
  return { language: "lucene", text: query };
}

interface Place {
  readonly start: number;
  readonly end: number;
}

function wordTerm(word: string, negated: boolean, { start, end }: Place): LogTerm {
  const match = field.exec(word);
  if (!match) return { kind: "text", text: word, negated };
  const [, name = "", sign = "", rest = ""] = match;
  const value = rest.startsWith('"') ? unquoted(rest.slice(1).replace(/"$/, "")) : rest;
  if (name === "level" && (sign === ":" || sign === "=" || sign === ">=" || sign === "!=")) {
    const levels = value.split(",").map((one) => {
      const level = one === "unknown" ? "unknown" : foldLevel(one);
      if (level === null)
        throw refused(`${one === "" ? "Nothing" : one} is no level: use ${logLevels.join(", ")}`, start, end);
      return level;
    });
    return { kind: "level", levels: sign === ">=" ? atLeast(levels) : levels, negated: negated !== (sign === "!=") };
  }
  // `10:31` and `http://...` are words.
  if (sign === ":" || sign === ">=") return { kind: "text", text: word, negated };
  const operator = negated ? turned[sign as FieldOperator] : (sign as FieldOperator);
  if (operator === "=~" || operator === "!~") checked(value, start);
  return { kind: "field", name, operator, value };
}

const turned: Readonly<Record<FieldOperator, FieldOperator>> = { "=": "!=", "!=": "=", "=~": "!~", "!~": "=~" };

function atLeast(levels: readonly LogLevel[]): readonly LogLevel[] {
  const last = Math.max(...levels.map((level) => logLevels.indexOf(level)));
  return logLevels.slice(0, last + 1);
}

function unquoted(text: string): string {
  return text.replace(/\\(["\\])/g, "$1");
}

function checked(pattern: string, start: number): string {
  try {
    RE2JS.compile(pattern);
    return pattern;
  } catch (error) {
    throw refused(`The pattern does not work: ${errorText(error)}`, start, start + pattern.length + 2);
  }
}

function refused(message: string, start: number, end: number): MidwatchError {
  return new MidwatchError("BAD_QUERY", message, { detail: { position: { start, end } } });
}
