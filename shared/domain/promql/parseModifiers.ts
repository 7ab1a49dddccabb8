import type { AtTime, Expr, Subquery, VectorSelector } from "./ast.ts";
import { parseNumber } from "./numberLiteral.ts";
import { badQuery, type TextSpan, unsupportedQuery } from "./queryError.ts";
import { show, type TokenReader } from "./tokenReader.ts";

/** The times that @ may name, as in Prometheus: what milliseconds in 64 bits hold. */
const maxAtSeconds = 2 ** 63 / 1000;
const extensions = new Set(["anchored", "smoothed"]);

/** Reads what may follow an expression and belongs to it alone: `[5m]`, `[1h:5m]`, `offset 5m`, `@ 1700000000`. */
export function parseModifiers(reader: TokenReader, primary: Expr): Expr {
  let expr = primary;
  for (;;) {
    const token = reader.peek();
    if (reader.isSymbol("[")) expr = parseBrackets(reader, expr);
    else if (reader.isWord("offset")) expr = parseOffset(reader, expr);
    else if (reader.isSymbol("@")) expr = parseAt(reader, expr);
    else if (token.kind === "name" && extensions.has(token.text.toLowerCase())) {
      throw unsupportedQuery(`The ${token.text} modifier is not supported: leave it out`, token);
    } else return expr;
  }
}

function parseBrackets(reader: TokenReader, expr: Expr): Expr {
  const open = reader.next();
  const rangeMs = parseDuration(reader);
  if (rangeMs <= 0) throw badQuery("A range must be longer than 0", { start: open.start, end: reader.lastEnd });
  if (reader.takeSymbol(":")) return parseSubquery(reader, expr, rangeMs);
  refuseDurationExpression(reader);
  reader.expectSymbol("]", ": or ]");
  const span = { start: expr.span.start, end: reader.lastEnd };
  if (expr.kind !== "selector") {
    throw badQuery("A range such as [5m] follows a selector; for the past of an expression write [5m:]", span);
  }
  if (expr.offsetMs !== 0) throw badQuery("offset goes behind the range: metric[5m] offset 1h", span);
  if (expr.at) throw badQuery("@ goes behind the range: metric[5m] @ 1700000000", span);
  return { kind: "range", selector: expr, rangeMs, span };
}

function parseSubquery(reader: TokenReader, expr: Expr, rangeMs: number): Subquery {
  const { start } = reader.peek();
  const stepMs = reader.isSymbol("]") ? null : parseDuration(reader);
  if (stepMs !== null && stepMs <= 0) throw badQuery("A step must be longer than 0", { start, end: reader.lastEnd });
  refuseDurationExpression(reader);
  const { end } = reader.expectSymbol("]");
  return { kind: "subquery", expr, rangeMs, stepMs, offsetMs: 0, at: null, span: { start: expr.span.start, end } };
}

function parseOffset(reader: TokenReader, expr: Expr): Expr {
  const word = reader.next();
  const sign = takeSign(reader);
  const offsetMs = sign * parseDuration(reader);
  return shifted(expr, "offset", { start: word.start, end: reader.lastEnd }, (reads, end) => {
    if (reads.offsetMs !== 0) throw badQuery("offset is given twice", word);
    return { ...reads, offsetMs, span: { start: reads.span.start, end } };
  });
}

function parseAt(reader: TokenReader, expr: Expr): Expr {
  const sign = reader.next();
  const at = parseAtTime(reader);
  return shifted(expr, "@", { start: sign.start, end: reader.lastEnd }, (reads, end) => {
    if (reads.at) throw badQuery("@ is given twice", sign);
    return { ...reads, at, span: { start: reads.span.start, end } };
  });
}

function parseAtTime(reader: TokenReader): AtTime {
  for (const kind of ["start", "end"] as const) {
    if (!reader.isWord(kind) || !reader.isSymbol("(", 1)) continue;
    reader.next();
    reader.next();
    reader.expectSymbol(")");
    return { kind };
  }
  const { start } = reader.peek();
  const sign = takeSign(reader);
  const token = reader.next();
  const seconds = token.kind === "number" ? parseNumber(token.text) : null;
  if (seconds === null) throw badQuery(`Expected a Unix time, start() or end() after @, found ${show(token)}`, token);
  if (!(seconds < maxAtSeconds)) throw badQuery("The time after @ is too large", { start, end: token.end });
  return { kind: "time", timeMs: Math.round(sign * seconds * 1000) };
}

/** Applies a modifier to what it follows: a selector, a range or a subquery. */
function shifted(
  expr: Expr,
  what: string,
  { start, end }: TextSpan,
  apply: <T extends VectorSelector | Subquery>(reads: T, end: number) => T,
): Expr {
  if (expr.kind === "selector" || expr.kind === "subquery") return apply(expr, end);
  if (expr.kind === "range") {
    return { ...expr, selector: apply(expr.selector, expr.selector.span.end), span: { start: expr.span.start, end } };
  }
  throw badQuery(`${what} follows a selector, a range or a subquery`, { start, end });
}

function takeSign(reader: TokenReader): 1 | -1 {
  if (reader.takeSymbol("-")) return -1;
  reader.takeSymbol("+");
  return 1;
}

function parseDuration(reader: TokenReader): number {
  const token = reader.next();
  const seconds = token.kind === "number" ? parseNumber(token.text) : null;
  if (seconds !== null) return Math.round(seconds * 1000);
  if (token.kind === "name" || token.text === "(") throw durationExpression(token);
  throw badQuery(`Expected a duration such as 5m or 1h30m, found ${show(token)}`, token);
}

function refuseDurationExpression(reader: TokenReader): void {
  const token = reader.peek();
  if (token.kind === "symbol" && "+-*/%^".includes(token.text)) throw durationExpression(token);
}

function durationExpression(span: TextSpan): Error {
  return unsupportedQuery("Duration expressions are not supported: write the duration itself, such as 5m", span);
}
