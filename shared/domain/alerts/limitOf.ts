import { constantOf, type Expr, isComparison, unwrapped } from "../promql/ast.ts";
import { parseQuery } from "../promql/parseQuery.ts";
import type { Alert } from "./alert.ts";

type Limit = Pick<Alert, "limit" | "limitIsFloor">;

const none: Limit = { limit: null, limitIsFloor: false };

/** The number that an alert's expression compares with (`x > 85`); null where there is none or the query is not PromQL. */
export function limitOf(query: string): Limit {
  try {
    return limitIn(parseQuery(query));
  } catch {
    return none;
  }
}

function limitIn(expr: Expr): Limit {
  const inner = unwrapped(expr);
  if (inner.kind !== "binary") return none;
  const { operator, left, right } = inner;
  if (!isComparison(operator)) return operator === "and" || operator === "unless" ? limitIn(left) : none;
  const after = constantOf(right);
  if (after !== null) return { limit: after, limitIsFloor: operator.startsWith("<") };
  const before = constantOf(left);
  return before === null ? none : { limit: before, limitIsFloor: operator.startsWith(">") };
}
