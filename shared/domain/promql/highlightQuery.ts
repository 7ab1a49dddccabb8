import { aggregationNamed } from "./aggregations.ts";
import { functionNamed } from "./functions.ts";
import { parseQuery } from "./parseQuery.ts";
import { type Token, tokenize } from "./tokens.ts";

/** A stretch of a query; together they are all of it. */
export interface QueryPiece {
  readonly start: number;
  readonly text: string;
  readonly kind: "function" | "keyword" | "label" | "string" | "number" | "operator" | "plain";
}

const keywords = new Set(["offset", "bool", "and", "or", "unless", "atan2"]);
/** Their parentheses hold labels. */
const listing = new Set(["by", "without", "on", "ignoring", "group_left", "group_right"]);
/** `${host}` of a runbook: a name, to the grammar. */
const placeholder = /\$\{\w+\}/g;

/** A query cut by what its parts are; null when it is none: other texts stand in the same places. */
export function highlightQuery(query: string): readonly QueryPiece[] | null {
  const readable = query.replace(placeholder, ({ length }) => "_".repeat(length));
  if (!parses(readable)) return null;
  const pieces: QueryPiece[] = [];
  let at = 0;
  const add = (end: number, kind: QueryPiece["kind"]) => {
    if (end > at) pieces.push({ start: at, text: query.slice(at, end), kind });
    at = end;
  };
  const tokens = tokenize(readable);
  let place: Place = "expression";
  for (const [index, token] of tokens.entries()) {
    add(token.start, "plain");
    add(token.end, kindOf(token, tokens[index + 1], place));
    place = placeAfter(place, token, tokens[index - 1]);
  }
  return pieces;
}

type Place = "expression" | "matchers" | "labels";

function placeAfter(place: Place, { text }: Token, before: Token | undefined): Place {
  if (text === "{") return "matchers";
  if (text === "(" && before !== undefined && listing.has(before.text.toLowerCase())) return "labels";
  return text === "}" || text === ")" ? "expression" : place;
}

function kindOf({ kind, text }: Token, next: Token | undefined, place: Place): QueryPiece["kind"] {
  switch (kind) {
    case "string":
    case "number":
      return kind;
    case "symbol":
      return /^[-+*/%^=<>!~]/.test(text) ? "operator" : "plain";
    case "end":
      return "plain";
    case "name":
      if (place !== "expression") return "label";
      if (keywords.has(text.toLowerCase()) || listing.has(text.toLowerCase())) return "keyword";
      return isCalled(text, next) ? "function" : "plain";
  }
}

function isCalled(name: string, next: Token | undefined): boolean {
  if (aggregationNamed(name.toLowerCase()) !== undefined) return next?.text === "(" || next?.kind === "name";
  return functionNamed(name) !== undefined && next?.text === "(";
}

function parses(query: string): boolean {
  try {
    parseQuery(query);
    return true;
  } catch {
    return false;
  }
}
