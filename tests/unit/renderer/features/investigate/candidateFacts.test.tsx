import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { type Candidate, CandidateFacts } from "../../../../../renderer/features/investigate/CandidateFacts.tsx";

type Symptom = Candidate["symptoms"][number];

const symptom = (title: string, counts: Symptom["counts"], state: Symptom["state"]): Symptom => ({
  ...{ title, counts, state, text: "98.7 %" },
  required: false,
  evidence: null,
});

function wordsOf(symptoms: Candidate["symptoms"], ruledOutBy: string | null = null): string {
  const candidate: Candidate = {
    ...{ name: "KV cache saturation", cause: "It is full.", severity: "warning", pattern: "kv", host: null },
    ...{ confidence: 0.62, ruledOutBy, symptoms, runbooks: [] },
  };
  const report = {
    ...{ service: "chat", hosts: [], atMs: 0, sinceMs: 0, candidates: [candidate], lookedFor: 1, next: null },
    ...{ tookMs: 1, problems: [] },
  };
  return renderToStaticMarkup(<CandidateFacts candidate={candidate} report={report} />).replaceAll(/<[^>]+>/g, "|");
}

test("a symptom that is not there says so, whichever way it counts", () => {
  const words = wordsOf([
    symptom("KV cache above 95 %", "for", "holds"),
    symptom("Requests wait", "for", "absent"),
    symptom("Traffic surge", "against", "absent"),
    symptom("NCCL is slow", "for", "unknown"),
  ]);
  expect(words).toMatch(/Speaks for it: [|]+KV cache above 95 %/);
  expect(words).toMatch(/Speaks against it: [|]+Not seen: Requests wait/);
  expect(words).toMatch(/Speaks for it: [|]+Not seen: Traffic surge/);
  expect(words).toMatch(/Unknown: [|]+NCCL is slow/);
});

test("what rules a fault out is told as it was found", () => {
  expect(wordsOf([symptom("It answers", "for", "absent")], "It answers")).toContain(
    "Ruled out by: Not seen: It answers",
  );
  expect(wordsOf([symptom("It answers", "against", "holds")], "It answers")).toContain("Ruled out by: It answers");
});
