import type { LabelMatcher } from "./matcher.ts";
import type { TextSpan } from "./queryError.ts";

/** What an expression yields: a number a step, a set of series with one, a set of series with many samples each, a text. */
export type ValueType = "scalar" | "vector" | "matrix" | "string";

/** The time that `@` fixes: a Unix time in ms, or the query's own start or end. */
export type AtTime =
  | { readonly kind: "time"; readonly timeMs: number }
  | { readonly kind: "start" }
  | { readonly kind: "end" };

/** `offset` (back in time when positive) and `@`, of whatever reads samples. */
interface Shifted {
  readonly offsetMs: number;
  readonly at: AtTime | null;
}

interface Node {
  readonly span: TextSpan;
}

interface NumberLiteral extends Node {
  readonly kind: "number";
  readonly value: number;
}

interface StringLiteral extends Node {
  readonly kind: "string";
  readonly text: string;
}

/** `name{label="value"}`: the metric name is the matcher of `__name__`. */
export interface VectorSelector extends Node, Shifted {
  readonly kind: "selector";
  readonly matchers: readonly LabelMatcher[];
}

/** `selector[5m]`. */
export interface RangeSelector extends Node {
  readonly kind: "range";
  readonly selector: VectorSelector;
  readonly rangeMs: number;
}

/** `expr[1h:5m]`; without a step the engine's default one holds. */
export interface Subquery extends Node, Shifted {
  readonly kind: "subquery";
  readonly expr: Expr;
  readonly rangeMs: number;
  readonly stepMs: number | null;
}

export interface Call extends Node {
  readonly kind: "call";
  readonly name: string;
  readonly args: readonly Expr[];
}

/** `labels` are those of `by`, or of `without`; neither is `by ()`. */
export interface Aggregation extends Node {
  readonly kind: "aggregation";
  readonly operator: string;
  readonly parameter: Expr | null;
  readonly expr: Expr;
  readonly without: boolean;
  readonly labels: readonly string[];
}

interface Unary extends Node {
  readonly kind: "unary";
  readonly operator: "+" | "-";
  readonly expr: Expr;
}

/** Which labels pair the series of both sides, and which side may have many of a pair. */
export interface Matching {
  readonly on: boolean;
  readonly labels: readonly string[];
  /** The side with many series (`group_left`: the left); null for one to one. */
  readonly many: "left" | "right" | null;
  /** Labels that the many side takes from the one. */
  readonly include: readonly string[];
}

export interface Binary extends Node {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
  /** `bool`: a comparison answers 1 or 0 instead of filtering. */
  readonly bool: boolean;
  /** Null where the query says nothing: all labels but the name, one to one. */
  readonly matching: Matching | null;
}

export interface Paren extends Node {
  readonly kind: "paren";
  readonly expr: Expr;
}

export type Expr =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | RangeSelector
  | Subquery
  | Call
  | Aggregation
  | Unary
  | Binary
  | Paren;

export const arithmeticOperators = ["+", "-", "*", "/", "%", "^", "atan2"] as const;
export const comparisonOperators = ["==", "!=", ">", "<", ">=", "<="] as const;
export const setOperators = ["and", "or", "unless"] as const;
export type ArithmeticOperator = (typeof arithmeticOperators)[number];
export type ComparisonOperator = (typeof comparisonOperators)[number];
export type SetOperator = (typeof setOperators)[number];
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | SetOperator;

export function isComparison(operator: string): operator is ComparisonOperator {
  return (comparisonOperators as readonly string[]).includes(operator);
}

export function isSetOperator(operator: string): operator is SetOperator {
  return (setOperators as readonly string[]).includes(operator);
}

/** The expression without its parentheses. */
export function unwrapped(expr: Expr): Exclude<Expr, Paren> {
  return expr.kind === "paren" ? unwrapped(expr.expr) : expr;
}

/** The value of a number as it is written, its sign with it; null for what has to be asked. */
export function constantOf(expr: Expr): number | null {
  const inner = unwrapped(expr);
  if (inner.kind === "number") return inner.value;
  if (inner.kind !== "unary") return null;
  const value = constantOf(inner.expr);
  return value === null ? null : inner.operator === "-" ? -value : value;
}

/** The expressions right inside one. */
export function children(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "number":
    case "string":
    case "selector":
      return [];
    case "range":
      return [expr.selector];
    case "subquery":
    case "unary":
    case "paren":
      return [expr.expr];
    case "call":
      return expr.args;
    case "aggregation":
      return expr.parameter ? [expr.parameter, expr.expr] : [expr.expr];
    case "binary":
      return [expr.left, expr.right];
  }
}
