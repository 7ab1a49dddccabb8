import { errorText } from "../../base/errors.ts";
import { metricNameLabel } from "../metrics/labels.ts";
import type { VectorSelector } from "./ast.ts";
import { createMatcher, type LabelMatcher, type MatchOperator } from "./matcher.ts";
import { badQuery } from "./queryError.ts";
import { show, type TokenReader } from "./tokenReader.ts";
import type { Token } from "./tokens.ts";

const matchOperators: readonly MatchOperator[] = ["=", "!=", "=~", "!~"];

/** Reads `name{label="value", ...}`, without what may follow (a range, an offset). Throws BAD_QUERY. */
export function parseSelector(reader: TokenReader): VectorSelector {
  return new SelectorParser(reader).parse();
}

class SelectorParser {
  private readonly reader: TokenReader;
  private readonly matchers: LabelMatcher[] = [];
  private nameGiven = false;

  constructor(reader: TokenReader) {
    this.reader = reader;
  }

  parse(): VectorSelector {
    const { start } = this.reader.peek();
    if (this.reader.peek().kind === "name") this.setName(this.reader.next());
    if (this.reader.isSymbol("{")) this.parseBraces();
    const span = { start, end: this.reader.lastEnd };
    if (this.matchers.every((matcher) => matcher.matches(""))) {
      throw badQuery(
        "The selector matches every series: give a metric name or a matcher that an empty label fails",
        span,
      );
    }
    return { kind: "selector", matchers: this.matchers, offsetMs: 0, at: null, span };
  }

  private parseBraces(): void {
    this.reader.next();
    while (!this.reader.isSymbol("}")) {
      this.parseMatcher();
      if (!this.reader.takeSymbol(",") && !this.reader.isSymbol("}")) {
        throw badQuery(`Expected , or }, found ${show(this.reader.peek())}`, this.reader.peek());
      }
    }
    this.reader.next();
  }

  private parseMatcher(): void {
    const label = this.reader.next();
    if (label.kind !== "name" && label.kind !== "string") {
      throw badQuery(`Expected a label name or }, found ${show(label)}`, label);
    }
    if (label.kind === "string" && (this.reader.isSymbol(",") || this.reader.isSymbol("}"))) {
      this.setName(label);
      return;
    }
    if (label.kind === "name" && label.text.includes(":")) {
      throw badQuery(`A label name has no colon: ${label.text}`, label);
    }
    const sign = this.reader.next();
    const operator = matchOperators.find((known) => sign.kind === "symbol" && known === sign.text);
    if (!operator) throw badQuery(`Expected =, !=, =~ or !~ after ${label.text}, found ${show(sign)}`, sign);
    const value = this.reader.next();
    if (value.kind !== "string") throw badQuery(`Expected a quoted value, found ${show(value)}`, value);
    this.addMatcher(label, operator, value);
  }

  private addMatcher(label: Token, operator: MatchOperator, value: Token): void {
    if (label.text === metricNameLabel && this.nameGiven) throw badQuery("The metric name is given twice", label);
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
}
