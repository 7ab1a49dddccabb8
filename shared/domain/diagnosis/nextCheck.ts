import type { FaultPattern, Symptom } from "./pattern.ts";
import { effectOf, rulesOut, type SymptomState } from "./rank.ts";

export interface Judged {
  readonly pattern: FaultPattern;
  /** In the order of the pattern's symptoms. */
  readonly states: readonly SymptomState[];
}

/** Worth more than any weight: an answer that ends the matter. */
const rulingOut = 20;

/**
 * Of what is unknown of the two best candidates, the symptom whose answer moves them furthest apart: how much the answers
 * yes and no differ in what they do to the one and not to the other. Null when nothing is unknown.
 */
export function nextCheck(first: Judged, second: Judged | null): Symptom | null {
  const open = [...unknownOf(first), ...(second ? unknownOf(second) : [])];
  let best: { readonly symptom: Symptom; readonly power: number } | null = null;
  for (const symptom of open) {
    const power = Math.abs(swing(first, symptom) - (second ? swing(second, symptom) : 0));
    if (power > (best?.power ?? 0)) best = { symptom, power };
  }
  return best?.symptom ?? null;
}

function unknownOf({ pattern, states }: Judged): readonly Symptom[] {
  return pattern.symptoms.filter((_, index) => (states[index] ?? "unknown") === "unknown");
}

/** How far the answer moves a candidate, where it asks for the same. */
function swing(judged: Judged, asked: Symptom): number {
  const key = conditionKey(asked);
  return unknownOf(judged)
    .filter((symptom) => conditionKey(symptom) === key)
    .reduce((sum, symptom) => sum + worth(symptom, "holds") - worth(symptom, "absent"), 0);
}

function worth(symptom: Symptom, state: SymptomState): number {
  return rulesOut(symptom, state) ? -rulingOut : effectOf(symptom, state);
}

/** Symptoms of several faults that ask for the same have the same key. */
export function conditionKey({ promql, above, below, log, atLeast, event, drift, anomaly, within }: Symptom): string {
  return JSON.stringify([promql, above, below, log, atLeast, event, drift, anomaly, within]);
}
