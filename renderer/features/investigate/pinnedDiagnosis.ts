import type { PinnedDiagnosis } from "../../../shared/domain/incident/entry.ts";
import type { Report } from "./useDiagnosis.ts";

const mostKept = 3;
const mostSymptoms = 50;

/** The likeliest causes as an incident keeps them; null where nothing speaks for any. */
export function pinnedDiagnosis({ atMs, candidates }: Report): { readonly diagnosis: PinnedDiagnosis } | null {
  const likely = candidates.filter(({ ruledOutBy }) => ruledOutBy === null).slice(0, mostKept);
  if (likely.length === 0) return null;
  return {
    diagnosis: {
      kind: "diagnosis",
      atMs,
      candidates: likely.map(({ pattern, name, cause, host, confidence, symptoms }) => ({
        ...{ pattern, name, cause, host, confidence },
        symptoms: symptoms
          .slice(0, mostSymptoms)
          .map(({ title, counts, state, text }) => ({ title, counts, state, text })),
      })),
    },
  };
}
