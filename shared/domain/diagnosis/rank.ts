import type { FaultPattern, Symptom } from "./pattern.ts";

/** Unknown is neither: nobody could say. */
export type SymptomState = "holds" | "absent" | "unknown";

/** Log-odds that an answer adds to its fault. */
export function effectOf({ counts, weight, otherwise }: Symptom, state: SymptomState): number {
  if (state === "unknown") return 0;
  if (counts === "for") return state === "holds" ? weight : -(otherwise ?? weight);
  return state === "holds" ? -weight : (otherwise ?? 0);
}

/** Whether an answer alone says that it is not this fault. */
export function rulesOut({ counts, required }: Symptom, state: SymptomState): boolean {
  return required && state === (counts === "for" ? "absent" : "holds");
}

/** 0..1 of log-odds. */
export function confidenceOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

export interface Standing {
  /** 0..1; 0 of one that is ruled out. */
  readonly confidence: number;
  /** The title of the symptom that says so; null for one that may be. */
  readonly ruledOutBy: string | null;
  /** Something speaks for it; of one with required symptoms, one of these. */
  readonly hasEvidence: boolean;
}

/**
 * How likely a fault is by its symptoms' states, in their order: the prior and all effects added up as log-odds, as if the
 * symptoms told independently of each other. Nothing is claimed where nothing speaks for it.
 */
export function standingOf({ prior, symptoms }: FaultPattern, states: readonly SymptomState[]): Standing {
  const stateOf = (index: number) => states[index] ?? "unknown";
  const ruledOutBy = symptoms.find((symptom, index) => rulesOut(symptom, stateOf(index)))?.title ?? null;
  const needsRequired = symptoms.some(({ counts, required }) => counts === "for" && required);
  const hasEvidence = symptoms.some(
    ({ counts, required }, index) => counts === "for" && (required || !needsRequired) && stateOf(index) === "holds",
  );
  const logOdds = symptoms.reduce((sum, symptom, index) => sum + effectOf(symptom, stateOf(index)), prior);
  return { confidence: ruledOutBy === null && hasEvidence ? confidenceOf(logOdds) : 0, ruledOutBy, hasEvidence };
}

/** From this confidence on a cause is called likely. */
export const likelyFrom = 0.5;
const highFrom = 0.8;

export function confidenceWord(confidence: number): "High" | "Medium" | "Low" {
  return confidence >= highFrom ? "High" : confidence >= likelyFrom ? "Medium" : "Low";
}
