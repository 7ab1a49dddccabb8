import { constantOf, type Expr, isComparison, unwrapped } from "../promql/ast.ts";
import { formatQuery } from "../promql/formatQuery.ts";
import { parseQuery } from "../promql/parseQuery.ts";

/**
 * What an alert's expression measures, without the comparison that makes it fire: `x` of `x > 85`. A query that is no
 * comparison, or not PromQL, is drawn as it is.
 */
export function measuredQuery(query: string): string {
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
  return unwrapped(constantOf(inner.left) !== null ? inner.right : inner.left);
}
