import { children, type Expr, unwrapped } from "../promql/ast.ts";
import { parseQuery } from "../promql/parseQuery.ts";
import { type Slice, sliceMs } from "./slices.ts";
import type { Sli } from "./slo.ts";
import { fillWindow } from "./windowTemplate.ts";

/** The range that a slice is counted over, as queries write it. */
const sliceRange = "5m";
const sliceSeconds = sliceMs / 1000;

/** What is asked for the slice that ends at the time of the question. */
export interface SliceQueries {
  readonly error: string;
  /** Null where the error query answers the bad share of the time. */
  readonly total: string | null;
  /** Rates are a second's: so many of them make a slice. 1 where the queries count events themselves. */
  readonly scale: number;
  /**
   * Counters of errors begin with the first error: no series is then no error. Where the errors are a difference, no answer
   * only says that a part of it is missing.
   */
  readonly noneIsZero: boolean;
}

export function sliceQueries(sli: Sli): SliceQueries {
  if (sli.kind === "time") {
    const error = fillWindow(sli.errorRatioQuery, sliceRange);
    return { error, total: null, scale: sliceSeconds, noneIsZero: false };
  }
  const error = fillWindow(sli.errorQuery, sliceRange);
  const total = fillWindow(sli.totalQuery, sliceRange);
  return {
    error,
    total,
    scale: isRate(parseQuery(total)) ? sliceSeconds : 1,
    noneIsZero: unwrapped(parseQuery(error)).kind !== "binary",
  };
}

/** The slice of two answers, null for none; a null slice is a gap. */
export function sliceOf(
  { total: totalQuery, scale, noneIsZero }: SliceQueries,
  endMs: number,
  errorAnswer: number | null,
  totalAnswer: number | null,
): Slice | null {
  const all = totalQuery === null ? 1 : totalAnswer;
  const bad = errorAnswer ?? (noneIsZero && all !== null ? 0 : null);
  if (all === null || bad === null || !Number.isFinite(all)) return null;
  // Nothing divided by nothing: no events, so none of them was bad.
  if (!Number.isFinite(bad)) return all === 0 ? { endMs, bad: 0, total: 0 } : null;
  // Two counters that are not read at the same moment can differ by a little more, or less, than there is.
  return { endMs, bad: Math.min(all, Math.max(0, bad)) * scale, total: Math.max(0, all) * scale };
}

function isRate(expr: Expr): boolean {
  if (expr.kind === "call" && ["rate", "irate", "deriv"].includes(expr.name)) return true;
  return children(expr).some(isRate);
}
