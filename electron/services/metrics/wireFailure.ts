import { type ErrorCode, errorText, isMidwatchError, MidwatchError } from "../../../shared/base/errors.ts";

/** A failure as it crosses between threads: an Error loses its code and detail on the way. */
export interface WireFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly detail: Readonly<Record<string, unknown>>;
}

export function toWireFailure(error: unknown): WireFailure {
  if (!isMidwatchError(error)) return { code: "INTERNAL", message: errorText(error), retryable: false, detail: {} };
  const { code, message, retryable, detail } = error;
  return { code, message, retryable, detail };
}

export function fromWireFailure({ code, message, retryable, detail }: WireFailure): MidwatchError {
  return new MidwatchError(code, message, { retryable, detail });
}
