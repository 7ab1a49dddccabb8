import { burnWindows } from "./burnPolicies.ts";
import { sliceMs } from "./slices.ts";

/** Ends of slices to ask for at once: `fromMs`, `fromMs + stepMs`, ... up to `toMs`, all of them asked. */
export interface FillPart {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

const minuteMs = 60_000;
/** Burn rates are of the minute as far back as the longest of their windows; before that only budgets look back. */
export const minutelyMs = burnWindows["3d"] + sliceMs;
const mostMinutes = 12 * 60;
const mostSlices = (7 * 86_400_000) / sliceMs;

/** What to ask to know every slice that ends after `knownMs` and up to `toMs` (a whole minute), the oldest first. */
export function fillParts(knownMs: number, toMs: number): readonly FillPart[] {
  const minutelyFromMs = Math.max(knownMs, toMs - minutelyMs);
  return [
    ...partsOf(knownMs, minutelyFromMs, sliceMs, mostSlices),
    ...partsOf(minutelyFromMs, toMs, minuteMs, mostMinutes),
  ];
}

function partsOf(afterMs: number, toMs: number, stepMs: number, mostSteps: number): readonly FillPart[] {
  const parts: FillPart[] = [];
  const lastMs = Math.floor(toMs / stepMs) * stepMs;
  for (let fromMs = Math.floor(afterMs / stepMs) * stepMs + stepMs; fromMs <= lastMs; ) {
    const endMs = Math.min(lastMs, fromMs + (mostSteps - 1) * stepMs);
    parts.push({ fromMs, toMs: endMs, stepMs });
    fromMs = endMs + stepMs;
  }
  return parts;
}
