import { isMidwatchError } from "../../base/errors.ts";
import { parseQuery } from "../promql/parseQuery.ts";
import { expandText, type Values } from "./template.ts";

/** Parameters by the way in which their value may stand in a query. */
export interface QueryParameters {
  /** Numbers and durations, each with a sample: they may stand anywhere, for they cannot be anything else. */
  readonly bare: Values;
  /** Everything else: inside of quotes only. */
  readonly quoted: readonly string[];
}

const whole = /\$\{([a-z][a-z0-9_]*)\}/y;
const quotes = new Set(["'", '"', "`"]);

/**
 * The query with its values. A value inside of quotes is escaped, after `=~` and `!~` also as a regular expression, so that
 * no value can change what is asked: only which series it is asked of.
 */
export function expandQuery(query: string, values: Values): string {
  let text = "";
  let quote: string | null = null;
  let isPattern = false;
  for (let at = 0; at < query.length; ) {
    whole.lastIndex = at;
    const match = whole.exec(query);
    if (match) {
      const value = values[match[1] ?? ""];
      if (value === undefined) throw new Error(`${match[0]} has no value`);
      text += quote === null ? value : escaped(value, isPattern);
      at = whole.lastIndex;
      continue;
    }
    const char = query[at] ?? "";
    if (quote === null && quotes.has(char)) {
      quote = char;
      isPattern = text.trimEnd().endsWith("~");
    } else if (char === quote) quote = null;
    const isEscape = char === "\\" && quote !== null && quote !== "`";
    text += isEscape ? query.slice(at, at + 2) : char;
    at += isEscape ? 2 : 1;
  }
  return text;
}

/** What is wrong with the query before any value is known; null when no value can make it wrong. */
export function queryProblem(query: string, { bare, quoted }: QueryParameters): string | null {
  const values = { ...bare, ...Object.fromEntries(quoted.map((name) => [name, `\${${name}}`])) };
  const fault = faultOf(expandBare(query, values));
  if (fault !== null) return fault;
  return /`[^`]*\$\{[^`]*`/.test(query) ? "A parameter may not stand between backticks: use double quotes" : null;
}

/** Without escaping: what is left of a placeholder outside of quotes is no PromQL. */
function expandBare(query: string, values: Values): string {
  return expandText(query.replaceAll("$${", "$$$${"), values);
}

function faultOf(query: string): string | null {
  try {
    parseQuery(query);
    return null;
  } catch (error) {
    if (isMidwatchError(error)) return error.message;
    throw error;
  }
}

function escaped(value: string, isPattern: boolean): string {
  const text = isPattern ? value.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&") : value;
  return text.replace(/[\p{Cc}\\"'`]/gu, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
