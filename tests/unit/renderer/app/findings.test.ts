import { expect, it } from "vitest";
import { newFindings, spokenFindings } from "../../../../renderer/app/findings.ts";
import { buildFinding, buildSummary } from "../../../builders/hosts.ts";

const hosts = [
  buildSummary({ name: "a", findings: [buildFinding({ id: "1" }), buildFinding({ id: "2" })] }),
  buildSummary({ name: "b", findings: [buildFinding({ id: "3" })] }),
];

it("tells what is new from what was known, and forgets what is gone", () => {
  const { fresh, ids } = newFindings(new Set(["2", "gone"]), hosts);
  expect(fresh.map(({ id }) => id)).toEqual(["1", "3"]);
  expect([...ids]).toEqual(["1", "2", "3"]);
});

it("names at most three", () => {
  const many = ["a", "b", "c", "d", "e"].map((host) => buildFinding({ host, title: "GPU lost" }));
  expect(spokenFindings(many, "critical")).toBe("5 critical: a GPU lost; b GPU lost; c GPU lost; 2 more");
  expect(spokenFindings(many.slice(0, 1), "warning")).toBe("1 warning: a GPU lost");
});
