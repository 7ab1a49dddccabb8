import { expect, test } from "vitest";
import { recommendedRunbooks } from "../../../../../renderer/features/investigate/recommended.ts";
import type { Candidate } from "../../../../../shared/domain/diagnosis/report.ts";

const listed = (id: string, targets: "hosts" | "kubernetes" | null) => ({
  ...{ id, targets, title: id, summary: null, risk: null, builtin: true, file: `${id}.md`, steps: 1 },
  ...{ problems: [], runs: 0, lastRun: null },
});
const runbooks = [listed("restart", "hosts"), listed("scale", "kubernetes"), listed("read", null)];
const candidate = (host: string | null, ids: readonly string[], confidence = 0.9): Candidate => ({
  ...{ name: "Gone", cause: "It is gone.", severity: "critical", pattern: "gone", ruledOutBy: null, symptoms: [] },
  ...{ host, confidence, runbooks: [...ids] },
});
function told(
  candidates: readonly Candidate[],
  away: readonly string[],
  hosts: readonly string[] = ["gpu-a01", "gpu-a02"],
) {
  const found = recommendedRunbooks({ candidates: [...candidates], hosts: [...hosts] }, runbooks, new Set(away));
  return [found.able.map(({ runbook, host }) => [runbook.id, host]), found.waiting, found.needed];
}

test("the likeliest come first and once; what is unlikely or not there is not recommended", () => {
  const two = [candidate("gpu-a01", ["restart", "gone"]), candidate("gpu-a02", ["restart", "read"])];
  expect(told([...two, candidate(null, ["scale"], 0.1)], [])).toEqual([
    [
      ["restart", "gpu-a01"],
      ["read", "gpu-a02"],
    ],
    0,
    [],
  ]);
});

test("a runbook that acts on a host without a connection waits for it; what needs none does not", () => {
  expect(told([candidate("gpu-a01", ["restart", "scale"])], ["gpu-a01"])).toEqual([
    [["scale", "gpu-a01"]],
    1,
    ["gpu-a01"],
  ]);
});

test("it is recommended for another host of a likely cause that answers", () => {
  const both = [candidate("gpu-a01", ["restart"]), candidate("gpu-a02", ["restart"])];
  expect(told(both, ["gpu-a01"])).toEqual([[["restart", "gpu-a02"]], 0, []]);
});

test("for a service it waits only when none of its hosts answers", () => {
  const service = [candidate(null, ["restart"])];
  expect(told(service, ["gpu-a01"])).toEqual([[["restart", null]], 0, []]);
  expect(told(service, ["gpu-a01", "gpu-a02"])).toEqual([[], 1, ["gpu-a01", "gpu-a02"]]);
  expect(told(service, ["gpu-a01"], [])).toEqual([[["restart", null]], 0, []]);
});
