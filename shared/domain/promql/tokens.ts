import { badQuery, type TextSpan } from "./queryError.ts";
import { quotedString } from "./quotedString.ts";

/**
 * `name` may hold colons (metric names). `number` covers durations. `string` carries its unescaped value in `text`;
 * the others carry their own text. The last token is `end`, empty, at the end of the query.
 */
export interface Token extends TextSpan {
  readonly kind: "name" | "string" | "number" | "symbol" | "end";
  readonly text: string;
}

const blank = /(?:\s|#[^\n]*)+/y;
const word = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const number = /(?:0[xX][0-9a-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)(?:[a-zA-Z]+[0-9a-zA-Z]*)?/y;
const symbol = /=~|!~|!=|==|>=|<=|[-+*/%^@{}()[\],=<>:]/y;

/** Cuts a query into tokens; throws BAD_QUERY at a character or string that is none. */
export function tokenize(query: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = skipBlank(query, 0);
  while (at < query.length) {
    const token = tokenAt(query, at, tokens.at(-1));
    tokens.push(token);
    at = skipBlank(query, token.end);
  }
  tokens.push({ kind: "end", text: "", start: query.length, end: query.length });
  return tokens;
}

function tokenAt(query: string, start: number, last: Token | undefined): Token {
  const first = query[start] ?? "";
  if (first === '"' || first === "'" || first === "`") {
    return { kind: "string", start, ...quotedString(query, start) };
  }
  // In `[5m:1m]` the colon separates; elsewhere a name may start with it.
  const separates = first === ":" && last?.kind === "number";
  const name = separates ? null : matchAt(word, query, start);
  if (name !== null) return { kind: "name", text: name, start, end: start + name.length };
  const digits = matchAt(number, query, start);
  if (digits !== null) return { kind: "number", text: digits, start, end: start + digits.length };
  const sign = matchAt(symbol, query, start);
  if (sign !== null) return { kind: "symbol", text: sign, start, end: start + sign.length };
  const character = String.fromCodePoint(query.codePointAt(start) ?? 0);
  throw badQuery(`Unexpected character ${JSON.stringify(character)}`, { start, end: start + character.length });
}

function skipBlank(query: string, at: number): number {
  return at + (matchAt(blank, query, at)?.length ?? 0);
}

function matchAt(pattern: RegExp, query: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(query)?.[0] ?? null;
}
