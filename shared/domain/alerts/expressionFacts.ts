import { inferUnit } from "../promql/inferUnit.ts";
import type { Alert } from "./alert.ts";
import { limitOf } from "./limitOf.ts";
import { measuredQuery } from "./measuredQuery.ts";

/** What an alert says of its rule's expression: a screen shows it without reading PromQL. */
export function expressionFacts(expr: string): Pick<Alert, "expr" | "measured" | "unit" | "limit" | "limitIsFloor"> {
  return { expr, measured: measuredQuery(expr), unit: inferUnit(expr), ...limitOf(expr) };
}
