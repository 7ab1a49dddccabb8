import type { Labels } from "../metrics/model.ts";
import { type Expr, isComparison, unwrapped } from "../promql/ast.ts";
import { formatQuery } from "../promql/formatQuery.ts";
import { parseQuery } from "../promql/parseQuery.ts";

/**
 * What an alert's expression measures, without the comparison that makes it fire: `x` of `x > 85`. With `instance` only
 * the series of that instance. A query that is no comparison, or not PromQL, is drawn as it is.
 */
export function measuredQuery(query: string, instance: string | null): string {
  const measured = withoutLimit(query);
  if (instance === null) return measured;
  return `(${measured}) and on (instance) label_replace(vector(1), "instance", ${JSON.stringify(instance)}, "", "")`;
}

/** Whether the alert is about a series of what its rule measures: it has the labels of its series, and those that the rule adds. */
export function isMeasuredBy(alert: Labels, series: Labels): boolean {
  return Object.entries(series).every(([name, value]) => alert[name] === value);
}

function withoutLimit(query: string): string {
  try {
    return formatQuery(measuredIn(parseQuery(query)));
  } catch {
    return query;
  }
}

function measuredIn(expr: Expr): Expr {
  const inner = unwrapped(expr);
  if (inner.kind !== "binary") return inner;
  if (inner.operator === "and" || inner.operator === "unless") return measuredIn(inner.left);
  if (!isComparison(inner.operator)) return inner;
  return unwrapped(isNumber(inner.left) ? inner.right : inner.left);
}

function isNumber(expr: Expr): boolean {
  const inner = unwrapped(expr);
  return inner.kind === "number" || (inner.kind === "unary" && isNumber(inner.expr));
}
