import { conditionKey, type Judged, nextCheck } from "./nextCheck.ts";
import type { FaultPattern } from "./pattern.ts";
import { standingOf } from "./rank.ts";
import type { Candidate, DiagnosisReport, JudgedSymptom } from "./report.ts";

/** A pattern at one place, with its symptoms judged in their order. */
export interface JudgedPattern {
  readonly pattern: FaultPattern;
  readonly host: string | null;
  readonly symptoms: readonly JudgedSymptom[];
}

const severityRank = { critical: 0, warning: 1, info: 2 } as const;
/** Ruled-out ones are there to show that they were thought of; nobody reads more. */
const mostRuledOut = 5;
const mostCandidates = 12;

/** What something speaks for, the likeliest first, and what would set the two best apart. */
export function rankCandidates(
  judged: readonly JudgedPattern[],
  isRunbook: (id: string) => boolean,
): Pick<DiagnosisReport, "candidates" | "next"> {
  const ranked = judged
    .map((one) => ({ ...one, standing: standingOf(one.pattern, statesOf(one)) }))
    .filter(({ standing }) => standing.hasEvidence)
    .sort(
      (a, b) =>
        b.standing.confidence - a.standing.confidence ||
        severityRank[a.pattern.severity] - severityRank[b.pattern.severity] ||
        (a.pattern.id < b.pattern.id ? -1 : 1),
    );
  const open = ranked.filter(({ standing }) => standing.ruledOutBy === null).slice(0, mostCandidates);
  const out = ranked.filter(({ standing }) => standing.ruledOutBy !== null).slice(0, mostRuledOut);
  const [first, second = null] = open;
  const candidates = [...open, ...out].map(
    ({ pattern, host, symptoms, standing }): Candidate => ({
      pattern: pattern.id,
      name: pattern.name,
      cause: pattern.cause,
      severity: pattern.severity,
      host,
      confidence: standing.confidence,
      ruledOutBy: standing.ruledOutBy,
      symptoms: [...symptoms],
      runbooks: pattern.runbooks.filter(isRunbook),
    }),
  );
  return { candidates, next: first ? checkOf(first, second) : null };
}

function checkOf(first: JudgedPattern, second: JudgedPattern | null): DiagnosisReport["next"] {
  const both = second ? [first, second] : [first];
  const asked = nextCheck(judgedOf(first), second && judgedOf(second));
  if (!asked) return null;
  const key = conditionKey(asked);
  const why = both.flatMap(({ pattern, symptoms }) =>
    symptoms.filter((_, index) => pattern.symptoms[index] && conditionKey(pattern.symptoms[index]) === key),
  )[0]?.text;
  return { title: asked.title, why: why ?? "", between: both.map(({ pattern }) => pattern.name) };
}

function judgedOf(one: JudgedPattern): Judged {
  return { pattern: one.pattern, states: statesOf(one) };
}

function statesOf({ symptoms }: JudgedPattern): Judged["states"] {
  return symptoms.map(({ state }) => state);
}
