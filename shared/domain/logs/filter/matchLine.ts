import { RE2JS } from "re2js";
import type { LogLine } from "../model.ts";
import { escapeRegex } from "./escapeRegex.ts";
import type { LogTerm } from "./model.ts";

export type LineMatch = (line: LogLine) => boolean;

/** Whether a line meets all of `terms`. Patterns are RE2: no line makes them slow. */
export function lineMatcher(terms: readonly LogTerm[]): LineMatch {
  const matches = terms.map(termMatcher);
  const [only] = matches;
  if (!only) return () => true;
  return matches.length === 1 ? only : (line) => matches.every((match) => match(line));
}

function termMatcher(term: LogTerm): LineMatch {
  switch (term.kind) {
    case "text": {
      // Escaped, it holds nothing that could be slow.
      const expression = new RegExp(escapeRegex(term.text), "i");
      return (line) => expression.test(line.text) !== term.negated;
    }
    case "regex": {
      const expression = RE2JS.compile(term.pattern);
      return (line) => expression.matcher(line.text).find() !== term.negated;
    }
    case "level":
      return (line) => term.levels.includes(line.level) !== term.negated;
    case "field": {
      const accepts = valueMatcher(term);
      return (line) => accepts(fieldOf(line, term.name));
    }
  }
}

function valueMatcher({ operator, value }: LogTerm & { readonly kind: "field" }): (value: string) => boolean {
  if (operator === "=") return (found) => found === value;
  if (operator === "!=") return (found) => found !== value;
  const expression = RE2JS.compile(value);
  return (found) => expression.matcher(found).find() === (operator === "=~");
}

function fieldOf(line: LogLine, name: string): string {
  const own = line.fields[name];
  if (own !== undefined) return own;
  if (name === "host") return line.host ?? "";
  if (name === "source") return line.source;
  return name === "stream" ? line.stream : "";
}
