import { errorText, isMidwatchError } from "../../../shared/base/errors.ts";
import type { LogProblem, LogSource } from "./types.ts";

/** A failure of a whole source; bugs go on being thrown. */
export function problemOf(source: Pick<LogSource, "name">, error: unknown): LogProblem {
  if (!isMidwatchError(error)) throw error;
  return { source: source.name, where: "", code: error.code, message: errorText(error) };
}
