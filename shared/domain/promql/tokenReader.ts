import { badQuery } from "./queryError.ts";
import { type Token, tokenize } from "./tokens.ts";

const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** The tokens of a query, one after the other. Throws BAD_QUERY at once when brackets do not pair. */
export class TokenReader {
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(query: string) {
    this.tokens = tokenize(query);
    checkBrackets(this.tokens);
  }

  peek(ahead = 0): Token {
    return this.tokens[this.at + ahead] ?? endOf(this.tokens);
  }

  next(): Token {
    const token = this.peek();
    this.at += 1;
    return token;
  }

  /** Where the last token taken ends. */
  get lastEnd(): number {
    return this.tokens[this.at - 1]?.end ?? 0;
  }

  isSymbol(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "symbol" && token.text === text;
  }

  /** Keywords ignore case. */
  isWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "name" && token.text.toLowerCase() === word;
  }

  takeSymbol(text: string): boolean {
    if (!this.isSymbol(text)) return false;
    this.at += 1;
    return true;
  }

  takeWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.at += 1;
    return true;
  }

  expectSymbol(text: string, what = text): Token {
    const token = this.next();
    if (token.kind !== "symbol" || token.text !== text) throw badQuery(`Expected ${what}, found ${show(token)}`, token);
    return token;
  }
}

/** A token as messages show it. */
export function show(token: Token): string {
  if (token.kind === "end") return "the end of the query";
  return token.kind === "string" ? JSON.stringify(token.text) : token.text;
}

/** Words before a list of labels: nothing opens inside one. */
const beforeLabels = new Set(["by", "without", "on", "ignoring", "group_left", "group_right"]);

/** So that `sum(rate(` is told as an open parenthesis and not as whatever comes of it, and `by (a (` at its second. */
function checkBrackets(tokens: readonly Token[]): void {
  const open: Token[] = [];
  let labelList: Token | null = null;
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== "symbol") continue;
    if (token.text in closing) {
      if (labelList) throw badQuery(`Expected a comma or ), found ${token.text}`, token);
      const before = tokens[index - 1];
      if (before?.kind === "name" && beforeLabels.has(before.text.toLowerCase())) labelList = token;
      open.push(token);
    }
    if (!Object.values(closing).includes(token.text)) continue;
    const opener = open.pop();
    if (opener === labelList) labelList = null;
    if (!opener) throw badQuery(`Nothing is open for this ${token.text}`, token);
    const expected = closing[opener.text];
    if (expected !== token.text) throw badQuery(`Expected ${expected}, found ${token.text}`, token);
  }
  const unclosed = open.at(-1);
  if (unclosed) throw badQuery(`Expected ${closing[unclosed.text]} before the end of the query`, endOf(tokens));
}

function endOf(tokens: readonly Token[]): Token {
  return tokens.at(-1) ?? { kind: "end", text: "", start: 0, end: 0 };
}
