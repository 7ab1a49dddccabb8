import { z } from "zod";
import type { InstantAnswer } from "../metrics/model.ts";
import { type ComparisonOperator, type Expr, isComparison, unwrapped } from "../promql/ast.ts";
import { parseQuery } from "../promql/parseQuery.ts";

/** A query that ends in a comparison with a number, taken apart: the value is asked for, so that missing and false differ. */
export interface Condition {
  /** As written, for people. */
  readonly text: string;
  /** What is asked of the source. */
  readonly query: string;
  readonly operator: ComparisonOperator;
  readonly threshold: number;
}

/** What a condition was at a moment; a value that is not there is neither true nor false. */
export const observation = z.object({
  outcome: z.enum(["true", "false", "missing"]),
  /** The first value that breaks it, else the first of all; null when missing. */
  value: z.number().nullable(),
});
export type Observation = Readonly<z.infer<typeof observation>>;

/** Null when the query has another form. Rejects with BAD_QUERY like the parser. */
export function parseCondition(text: string): Condition | null {
  const expr = unwrapped(parseQuery(text));
  if (expr.kind !== "binary" || !isComparison(expr.operator) || expr.bool || expr.matching) return null;
  const threshold = numberOf(expr.right);
  if (threshold === null || numberOf(expr.left) !== null) return null;
  const { start, end } = expr.left.span;
  return { text, query: text.slice(start, end), operator: expr.operator, threshold };
}

function numberOf(expr: Expr): number | null {
  const inner = unwrapped(expr);
  if (inner.kind === "number") return inner.value;
  if (inner.kind !== "unary") return null;
  const value = numberOf(inner.expr);
  return value === null ? null : inner.operator === "-" ? -value : value;
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
