import { type ErrorCode, isMidwatchError } from "../../base/errors.ts";
import { parseQuery } from "./parseQuery.ts";
import type { TextSpan } from "./queryError.ts";

export interface QueryProblem {
  /** BAD_QUERY, or UNSUPPORTED for PromQL that is right but not answered here. */
  readonly code: ErrorCode;
  readonly message: string;
  readonly position: TextSpan;
}

/** What is wrong with a query, for an editor; reading stops at the first problem. */
export function checkQuery(query: string): readonly QueryProblem[] {
  try {
    parseQuery(query);
    return [];
  } catch (error) {
    if (!isMidwatchError(error)) throw error;
    return [{ code: error.code, message: error.message, position: error.detail.position as TextSpan }];
  }
}
