import { constantOf, type Expr, isComparison, unwrapped } from "../promql/ast.ts";
import { parseQuery } from "../promql/parseQuery.ts";

/** The number that an alert's expression compares with (`x > 85`); null where there is none or the query is not PromQL. */
export function limitOf(query: string): number | null {
  try {
    return limitIn(parseQuery(query));
  } catch {
    return null;
  }
}

function limitIn(expr: Expr): number | null {
  const inner = unwrapped(expr);
  if (inner.kind !== "binary") return null;
  if (!isComparison(inner.operator))
    return inner.operator === "and" || inner.operator === "unless" ? limitIn(inner.left) : null;
  return constantOf(inner.right) ?? constantOf(inner.left);
}
