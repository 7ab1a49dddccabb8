import { type Call, children, type Expr } from "../ast.ts";

/** These answer the time of the step, or may. */
const timed = new Set(["time", "timestamp", "predict_linear"]);
const timedWithoutArgument = new Set([
  "day_of_month",
  "day_of_week",
  "day_of_year",
  "days_in_month",
  "hour",
  "minute",
  "month",
  "year",
]);

/** True when every step has the same answer: all that reads samples is fixed by @. It is then computed once. */
export function isStepInvariant(expr: Expr): boolean {
  switch (expr.kind) {
    case "number":
    case "string":
      return true;
    case "selector":
    case "subquery":
      return expr.at !== null;
    case "call":
      return !isTimed(expr) && expr.args.every(isStepInvariant);
    default:
      return children(expr).every(isStepInvariant);
  }
}

function isTimed({ name, args }: Call): boolean {
  return timed.has(name) || (timedWithoutArgument.has(name) && args.length === 0);
}
