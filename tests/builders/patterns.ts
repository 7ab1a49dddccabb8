import { type FaultPattern, faultPattern, type Symptom, symptom } from "../../shared/domain/diagnosis/pattern.ts";

/** A symptom as a file with these keys has it. */
export function buildSymptom(fields: Partial<Symptom>): Symptom {
  return symptom.parse({ title: "It shows", weight: 1, ...fields });
}

export function buildPattern(fields: Partial<FaultPattern>): FaultPattern {
  const symptoms = fields.symptoms ?? [buildSymptom({})];
  return {
    ...faultPattern.parse({
      id: "fault",
      name: "Fault",
      cause: "It broke.",
      about: "service",
      symptoms: [{ title: "x", weight: 1 }],
    }),
    ...fields,
    symptoms,
  };
}
