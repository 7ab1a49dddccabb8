import { RE2JS } from "re2js";

export type MatchOperator = "=" | "!=" | "=~" | "!~";

/** A condition on one label; a label that a series lacks counts as empty. */
export interface LabelMatcher {
  readonly name: string;
  readonly operator: MatchOperator;
  readonly value: string;
  matches(labelValue: string): boolean;
}

/**
 * Regular expressions are RE2 (no input makes them slow), match the whole value, and `.` matches newlines,
 * as in Prometheus 3. Throws RE2's own error for a pattern that does not compile.
 */
export function createMatcher(name: string, operator: MatchOperator, value: string): LabelMatcher {
  return { name, operator, value, matches: matchFunction(operator, value) };
}

function matchFunction(operator: MatchOperator, value: string): (labelValue: string) => boolean {
  switch (operator) {
    case "=":
      return (labelValue) => labelValue === value;
    case "!=":
      return (labelValue) => labelValue !== value;
    case "=~":
      return remembered(value);
    case "!~": {
      const matches = remembered(value);
      return (labelValue) => !matches(labelValue);
    }
  }
}

/** A pattern forgets what it was asked when it was asked this much. */
const rememberedValues = 10_000;
/** Expressions are forgotten when there are so many; whoever uses one keeps it. */
const mostExpressions = 500;
const expressions = new Map<string, RE2JS>();

/** Rules and panels ask with the same patterns again and again: each is compiled once. */
function compiled(pattern: string): RE2JS {
  const known = expressions.get(pattern);
  if (known) return known;
  const expression = RE2JS.compile(pattern, RE2JS.DOTALL);
  if (expressions.size >= mostExpressions) expressions.clear();
  expressions.set(pattern, expression);
  return expression;
}

/** Label values repeat between series, so each is matched once. */
function remembered(pattern: string): (labelValue: string) => boolean {
  const expression = compiled(pattern);
  const known = new Map<string, boolean>();
  return (labelValue) => {
    const before = known.get(labelValue);
    if (before !== undefined) return before;
    const result = expression.matches(labelValue);
    if (known.size >= rememberedValues) known.clear();
    known.set(labelValue, result);
    return result;
  };
}
