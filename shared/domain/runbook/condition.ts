import type { InstantAnswer } from "../metrics/model.ts";
import { type ComparisonOperator, constantOf, isComparison, unwrapped } from "../promql/ast.ts";
import { parseQuery } from "../promql/parseQuery.ts";
import type { Observation } from "./observation.ts";

/** A query that ends in a comparison with a number, taken apart: the value is asked for, so that missing and false differ. */
export interface Condition {
  /** As written, for people. */
  readonly text: string;
  /** What is asked of the source. */
  readonly query: string;
  readonly operator: ComparisonOperator;
  readonly threshold: number;
}

/** Null when the query has another form. Rejects with BAD_QUERY like the parser. */
export function parseCondition(text: string): Condition | null {
  const expr = unwrapped(parseQuery(text));
  if (expr.kind !== "binary" || !isComparison(expr.operator) || expr.bool || expr.matching) return null;
  const threshold = constantOf(expr.right);
  if (threshold === null || constantOf(expr.left) !== null) return null;
  const { start, end } = expr.left.span;
  return { text, query: text.slice(start, end), operator: expr.operator, threshold };
}

/** Every value must hold. NaN holds nowhere: it is a measurement that says nothing, and counts as missing. */
export function observe({ operator, threshold }: Condition, answer: InstantAnswer): Observation {
  const values = valuesOf(answer);
  if (values.length === 0 || values.some(Number.isNaN)) return { outcome: "missing", value: null };
  const broken = values.find((value) => !compares(value, operator, threshold));
  return broken === undefined ? { outcome: "true", value: values[0] ?? null } : { outcome: "false", value: broken };
}

function valuesOf(answer: InstantAnswer): readonly number[] {
  switch (answer.kind) {
    case "vector":
      return answer.samples.map(({ value }) => value);
    case "scalar":
      return [answer.value];
    case "string":
    case "matrix":
      return [];
  }
}

function compares(value: number, operator: ComparisonOperator, threshold: number): boolean {
  switch (operator) {
    case "==":
      return value === threshold;
    case "!=":
      return value !== threshold;
    case ">":
      return value > threshold;
    case "<":
      return value < threshold;
    case ">=":
      return value >= threshold;
    case "<=":
      return value <= threshold;
  }
}
