import { anomalyParameters } from "./parameters.ts";

/** A stretch of time in which something was unusual, Unix ms; `toMs` is the last moment that was. */
export interface UnusualSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Whether what is unusual at a moment is still the same as what was. */
export function goesOn({ toMs }: UnusualSpan, atMs: number): boolean {
  return atMs - toMs <= anomalyParameters.mergeWithinMs;
}
