import { errorText } from "../../base/errors.ts";
import { metricNameLabel } from "../metrics/labels.ts";
import { createMatcher, type LabelMatcher, type MatchOperator } from "./matcher.ts";
import { badQuery, unsupportedQuery } from "./queryError.ts";
import { type Token, tokenize } from "./tokens.ts";

/** An instant vector selector: the series for which every matcher holds. The metric name is the matcher of `__name__`. */
export interface Selector {
  readonly matchers: readonly LabelMatcher[];
}

const matchOperators: readonly MatchOperator[] = ["=", "!=", "=~", "!~"];
const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const binaryWords = new Set(["and", "or", "unless", "atan2"]);
const groupingWords = new Set(["by", "without"]);
const numberWords = new Set(["inf", "nan"]);

/**
 * Reads `name{label="value", ...}`. Throws BAD_QUERY for what is not PromQL and UNSUPPORTED for PromQL beyond
 * a selector; both carry `detail.position` ({start, end}).
 */
export function parseSelector(query: string): Selector {
  const tokens = tokenize(query);
  checkBrackets(tokens);
  const parser = new SelectorParser(tokens);
  return parser.parse();
}

class SelectorParser {
  private readonly tokens: readonly Token[];
  private readonly matchers: LabelMatcher[] = [];
  private at = 0;
  private nameGiven = false;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  parse(): Selector {
    const first = this.peek();
    if (first.kind === "end") throw badQuery("Expected a metric name or {, found nothing", first);
    this.refuseOtherExpression(first);
    if (first.kind === "name") {
      this.next();
      this.setName(first);
    }
    if (this.isSymbol("{")) this.parseBraces();
    this.refuseRest(this.peek());
    this.requireSelective(first);
    return { matchers: this.matchers };
  }

  private refuseOtherExpression(first: Token): void {
    const second = this.tokens[1];
    const isCall = first.kind === "name" && second?.kind === "symbol" && second.text === "(";
    const isAggregation =
      first.kind === "name" && second?.kind === "name" && groupingWords.has(second.text.toLowerCase());
    if (isCall || isAggregation) throw beyondSelector(`${first.text}()`, first);
    const isNumberWord = first.kind === "name" && numberWords.has(first.text.toLowerCase());
    if (first.kind === "number" || first.kind === "string" || isNumberWord) throw beyondSelector("a literal", first);
    if (first.kind !== "symbol" || first.text === "{") return;
    if (first.text === "(") throw beyondSelector("a parenthesis", first);
    if (first.text === "-" || first.text === "+") throw beyondSelector(`the operator ${first.text}`, first);
    throw badQuery(`Expected a metric name or {, found ${show(first)}`, first);
  }

  private refuseRest(token: Token): void {
    if (token.kind === "end") return;
    const word = token.text.toLowerCase();
    if (token.kind === "name" && (binaryWords.has(word) || word === "offset")) throw beyondSelector(word, token);
    if (token.kind !== "symbol" || "{}),:=".includes(token.text)) {
      throw badQuery(`Expected the end of the query, found ${show(token)}`, token);
    }
    if (token.text === "=~" || token.text === "!~") {
      throw badQuery(`${token.text} belongs between a label and a pattern, inside braces`, token);
    }
    throw beyondSelector(token.text === "[" ? "a range" : `the operator ${token.text}`, token);
  }

  private parseBraces(): void {
    this.next();
    while (!this.isSymbol("}")) {
      this.parseMatcher();
      if (this.isSymbol(",")) this.next();
      else if (!this.isSymbol("}")) throw badQuery(`Expected , or }, found ${show(this.peek())}`, this.peek());
    }
    this.next();
  }

  private parseMatcher(): void {
    const label = this.next();
    if (label.kind !== "name" && label.kind !== "string") {
      throw badQuery(`Expected a label name or }, found ${show(label)}`, label);
    }
    if (label.kind === "string" && (this.isSymbol(",") || this.isSymbol("}"))) {
      this.setName(label);
      return;
    }
    if (label.kind === "name" && label.text.includes(":")) {
      throw badQuery(`A label name has no colon: ${label.text}`, label);
    }
    const sign = this.next();
    const operator = matchOperators.find((known) => sign.kind === "symbol" && known === sign.text);
    if (!operator) throw badQuery(`Expected =, !=, =~ or !~ after ${label.text}, found ${show(sign)}`, sign);
    const value = this.next();
    if (value.kind !== "string") throw badQuery(`Expected a quoted value, found ${show(value)}`, value);
    this.addMatcher(label, operator, value);
  }

  private addMatcher(label: Token, operator: MatchOperator, value: Token): void {
    if (label.text === metricNameLabel && this.nameGiven && operator === "=") {
      throw badQuery("The metric name is given twice", label);
    }
    try {
      this.matchers.push(createMatcher(label.text, operator, value.text));
    } catch (error) {
      throw badQuery(`The regular expression is not valid: ${errorText(error)}`, value);
    }
  }

  private setName(token: Token): void {
    if (this.nameGiven) throw badQuery("The metric name is given twice", token);
    if (token.text === "") throw badQuery("The metric name is empty", token);
    this.nameGiven = true;
    this.matchers.push(createMatcher(metricNameLabel, "=", token.text));
  }

  private requireSelective(first: Token): void {
    if (this.matchers.some((matcher) => !matcher.matches(""))) return;
    const last = this.tokens.at(-1) ?? first;
    throw badQuery("The selector matches every series: give a metric name or a matcher that an empty label fails", {
      start: first.start,
      end: last.end,
    });
  }

  private isSymbol(text: string): boolean {
    const token = this.peek();
    return token.kind === "symbol" && token.text === text;
  }

  private peek(): Token {
    return this.tokens[this.at] ?? endOf(this.tokens);
  }

  private next(): Token {
    const token = this.peek();
    this.at += 1;
    return token;
  }
}

/** So that `sum(rate(` is a mistake and not a missing feature. */
function checkBrackets(tokens: readonly Token[]): void {
  const open: Token[] = [];
  for (const token of tokens) {
    if (token.kind !== "symbol") continue;
    if (token.text in closing) open.push(token);
    if (!Object.values(closing).includes(token.text)) continue;
    const opener = open.pop();
    if (!opener) throw badQuery(`Nothing is open for this ${token.text}`, token);
    const expected = closing[opener.text];
    if (expected !== token.text) throw badQuery(`Expected ${expected}, found ${token.text}`, token);
  }
  const unclosed = open.at(-1);
  if (unclosed) throw badQuery(`Expected ${closing[unclosed.text]} before the end of the query`, endOf(tokens));
}

function endOf(tokens: readonly Token[]): Token {
  const last = tokens.at(-1);
  return last ?? { kind: "end", text: "", start: 0, end: 0 };
}

function beyondSelector(what: string, token: Token): Error {
  return unsupportedQuery(
    `Midwatch answers plain selectors only so far, such as node_load1{instance="a"}: ${what} needs the full PromQL language, which is not answered yet`,
    token,
  );
}

function show(token: Token): string {
  if (token.kind === "end") return "the end of the query";
  return token.kind === "string" ? JSON.stringify(token.text) : token.text;
}
