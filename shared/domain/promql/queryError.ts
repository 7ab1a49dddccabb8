import { MidwatchError } from "../../base/errors.ts";

/** A place in the query text: 0-based, in UTF-16 units, `end` exclusive. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** BAD_QUERY with `detail.position`. */
export function badQuery(message: string, position: TextSpan): MidwatchError {
  return new MidwatchError("BAD_QUERY", message, { detail: { position } });
}

/** UNSUPPORTED with `detail.position`: PromQL that is right but not answered here. */
export function unsupportedQuery(message: string, position: TextSpan): MidwatchError {
  return new MidwatchError("UNSUPPORTED", message, { detail: { position } });
}
