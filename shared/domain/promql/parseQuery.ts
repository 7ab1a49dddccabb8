import { aggregationNamed } from "./aggregations.ts";
import {
  type Aggregation,
  arithmeticOperators,
  type Binary,
  type BinaryOperator,
  type Call,
  comparisonOperators,
  type Expr,
  setOperators,
} from "./ast.ts";
import { checkTypes } from "./checkTypes.ts";
import { functionNamed } from "./functions.ts";
import type { LabelMatcher } from "./matcher.ts";
import { parseNumber } from "./numberLiteral.ts";
import { parseLabels } from "./parseLabels.ts";
import { parseMatching } from "./parseMatching.ts";
import { parseModifiers } from "./parseModifiers.ts";
import { parseSelector } from "./parseSelector.ts";
import { badQuery, type TextSpan, unsupportedQuery } from "./queryError.ts";
import { show, TokenReader } from "./tokenReader.ts";
import type { Token } from "./tokens.ts";

/** How tightly operators bind; those of one level group from the left, `^` from the right. */
const levels: readonly (readonly BinaryOperator[])[] = [
  ["or"],
  ["and", "unless"],
  comparisonOperators,
  ["+", "-"],
  ["*", "/", "%", "atan2"],
  ["^"],
];
const powerLevel = levels.length - 1;
const binaryOperators: readonly string[] = [...arithmeticOperators, ...comparisonOperators, ...setOperators];
/** These read as an operator's modifier wherever they stand: they cannot name a metric. */
const reservedWords = new Set(["bool", "on", "ignoring", "group_left", "group_right", "atan2"]);

/**
 * Reads a query and checks its types. Throws BAD_QUERY for what is not PromQL and UNSUPPORTED for PromQL that is
 * not answered here; both carry `detail.position` ({start, end}).
 */
export function parseQuery(query: string): Expr {
  const reader = new TokenReader(query);
  const first = reader.peek();
  if (first.kind === "end") throw badQuery("Expected a metric name or {, found nothing", first);
  const expr = new QueryParser(reader).parseBinary(0);
  refuseRest(reader);
  checkTypes(expr);
  return expr;
}

/** The matchers of a query that is a plain selector, such as `up{job="node"}`; throws BAD_QUERY for any other. */
export function parseSelectorText(query: string): readonly LabelMatcher[] {
  const expr = parseQuery(query);
  if (expr.kind === "selector" && expr.offsetMs === 0 && expr.at === null) return expr.matchers;
  throw badQuery('Expected a plain selector such as up{job="node"}', expr.span);
}

function refuseRest(reader: TokenReader): void {
  const token = reader.peek();
  if (token.kind === "end") return;
  if (token.text === "=~" || token.text === "!~") {
    throw badQuery(`${token.text} belongs between a label and a pattern, inside braces`, token);
  }
  if (token.text === "=") throw badQuery("= belongs inside braces; values are compared with ==", token);
  throw badQuery(`Expected an operator or the end of the query, found ${show(token)}`, token);
}

class QueryParser {
  private readonly reader: TokenReader;

  constructor(reader: TokenReader) {
    this.reader = reader;
  }

  /** An expression of operators of that level and tighter ones. */
  parseBinary(minLevel: number): Expr {
    let left = this.parseUnary();
    for (;;) {
      const operator = this.operatorAhead();
      const level = levels.findIndex((operators) => operator !== null && operators.includes(operator));
      if (operator === null || level < minLevel) return left;
      this.refuseTrim(this.reader.next());
      left = this.parseRightSide(left, operator, level);
    }
  }

  private operatorAhead(): BinaryOperator | null {
    const token = this.reader.peek();
    if (token.kind !== "symbol" && token.kind !== "name") return null;
    const text = token.text.toLowerCase();
    return (binaryOperators.find((operator) => operator === text) as BinaryOperator | undefined) ?? null;
  }

  /** `</` and `>/` cut native histograms. */
  private refuseTrim(operator: Token): void {
    const token = this.reader.peek();
    if ((operator.text !== "<" && operator.text !== ">") || !this.reader.isSymbol("/")) return;
    throw unsupportedQuery("Native histograms are not supported", { start: operator.start, end: token.end });
  }

  private parseRightSide(left: Expr, operator: BinaryOperator, level: number): Binary {
    const bool = this.reader.takeWord("bool");
    const matching = parseMatching(this.reader, operator);
    const right = this.parseBinary(level === powerLevel ? level : level + 1);
    const span = { start: left.span.start, end: right.span.end };
    return { kind: "binary", operator, left, right, bool, matching, span };
  }

  /** A sign binds looser than `^` and as tight as `*`. */
  private parseUnary(): Expr {
    const token = this.reader.peek();
    if (token.kind !== "symbol" || (token.text !== "-" && token.text !== "+")) return this.parsePostfix();
    this.reader.next();
    const expr = this.parseBinary(powerLevel);
    return { kind: "unary", operator: token.text, expr, span: { start: token.start, end: expr.span.end } };
  }

  private parsePostfix(): Expr {
    return parseModifiers(this.reader, this.parsePrimary());
  }

  private parsePrimary(): Expr {
    const { reader } = this;
    const token = reader.peek();
    if (token.kind === "string") {
      reader.next();
      return { kind: "string", text: token.text, span: spanOf(token) };
    }
    if (token.kind === "number") return this.parseNumberLiteral();
    if (reader.isSymbol("(")) return this.parseParen();
    if (reader.isSymbol("{")) return parseSelector(reader);
    if (token.kind === "name") return this.parseNamed(token);
    throw badQuery(`Expected a metric name or {, found ${show(token)}`, token);
  }

  private parseNumberLiteral(): Expr {
    const token = this.reader.next();
    const value = parseNumber(token.text);
    if (value === null) throw badQuery(`${token.text} is neither a number nor a duration such as 5m or 1h30m`, token);
    return { kind: "number", value, span: spanOf(token) };
  }

  private parseParen(): Expr {
    const { start } = this.reader.next();
    const expr = this.parseBinary(0);
    const { end } = this.reader.expectSymbol(")", "an operator or )");
    return { kind: "paren", expr, span: { start, end } };
  }

  private parseNamed(token: Token): Expr {
    const { reader } = this;
    const word = token.text.toLowerCase();
    if (word === "inf" || word === "nan") {
      reader.next();
      return { kind: "number", value: word === "inf" ? Number.POSITIVE_INFINITY : Number.NaN, span: spanOf(token) };
    }
    const aggregation = aggregationNamed(word);
    const isGrouped = reader.isWord("by", 1) || reader.isWord("without", 1);
    if (aggregation && (isGrouped || reader.isSymbol("(", 1))) return this.parseAggregation(word);
    if (reader.isSymbol("(", 1)) return this.parseCall();
    if (reservedWords.has(word)) throw badQuery(`${token.text} is a word of the language, not a metric name`, token);
    return parseSelector(reader);
  }

  private parseCall(): Call {
    const name = this.reader.next();
    if (!functionNamed(name.text)) throw badQuery(`There is no function ${name.text}`, name);
    const args = this.parseArguments();
    return { kind: "call", name: name.text, args, span: { start: name.start, end: this.reader.lastEnd } };
  }

  private parseAggregation(operator: string): Aggregation {
    const token = this.reader.next();
    const before = this.parseGrouping();
    const args = this.parseArguments();
    const after = this.parseGrouping();
    if (before && after) throw badQuery("The aggregation is grouped twice", after.span);
    const grouping = before ?? after;
    const takes = aggregationNamed(operator)?.parameter ? 2 : 1;
    const span = { start: token.start, end: this.reader.lastEnd };
    const expr = args[takes - 1];
    if (!expr || args.length > takes) {
      throw badQuery(`${operator} takes ${takes === 1 ? "one argument" : "two arguments"}, found ${args.length}`, span);
    }
    return {
      kind: "aggregation",
      operator,
      parameter: takes === 2 ? (args[0] ?? null) : null,
      expr,
      without: grouping?.without ?? false,
      labels: grouping?.labels ?? [],
      span,
    };
  }

  private parseGrouping(): { without: boolean; labels: readonly string[]; span: TextSpan } | null {
    const without = this.reader.isWord("without");
    if (!without && !this.reader.isWord("by")) return null;
    const { start } = this.reader.next();
    const labels = parseLabels(this.reader);
    return { without, labels, span: { start, end: this.reader.lastEnd } };
  }

  private parseArguments(): readonly Expr[] {
    this.reader.expectSymbol("(");
    const args: Expr[] = [];
    while (!this.reader.takeSymbol(")")) {
      args.push(this.parseBinary(0));
      if (this.reader.isSymbol(")")) continue;
      this.reader.expectSymbol(",", "an operator, a comma or )");
      if (this.reader.isSymbol(")")) throw badQuery("Expected an argument, found )", this.reader.peek());
    }
    return args;
  }
}

function spanOf({ start, end }: Token): TextSpan {
  return { start, end };
}
