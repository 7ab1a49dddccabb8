import { expect, test } from "vitest";
import { importDashboard } from "../../../../shared/domain/dashboards/importDashboard.ts";
import { dashboard } from "../../../../shared/domain/dashboards/model.ts";
import { seededRandom } from "../../../doubles/seededRandom.ts";
import {
  classicDashboard,
  oldRowsDashboard,
  persesDashboard,
  v2Dashboard,
} from "../../../fixtures/dashboards/documents.ts";

const documents = [classicDashboard(), oldRowsDashboard, v2Dashboard, persesDashboard].map((one) =>
  JSON.stringify(one),
);
const odd: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  "",
  "$",
  "${",
  "[[",
  "/(/",
  "constructor",
  "__proto__",
  [],
  {},
  [[]],
  [null],
  { __proto__: null },
  "x".repeat(20_000),
  Array.from({ length: 300 }, () => ({})),
];

/** Puts an odd value somewhere, or takes something away. */
function mutated(document: string, random: () => number): string {
  const root: unknown = JSON.parse(document);
  const holders: Record<string, unknown>[] = [];
  const walk = (node: unknown) => {
    if (typeof node !== "object" || node === null) return;
    holders.push(node as Record<string, unknown>);
    Object.values(node).forEach(walk);
  };
  walk(root);
  for (let n = 0; n < 1 + random() * 4; n += 1) {
    const holder = holders[Math.floor(random() * holders.length)];
    const keys = Object.keys(holder ?? {});
    const key = keys[Math.floor(random() * keys.length)];
    if (!holder || key === undefined) continue;
    if (random() < 0.2) delete holder[key];
    else holder[key] = odd[Math.floor(random() * odd.length)];
  }
  return JSON.stringify(root);
}

test("a mutated dashboard never throws, and what comes out follows the model", () => {
  const random = seededRandom(20261119);
  for (let round = 0; round < 4000; round += 1) {
    const text = mutated(documents[round % documents.length] ?? "", random);
    const result = importDashboard(text);
    if (result.ok) dashboard.parse(result.dashboard);
    else expect(result.problem.message).not.toBe("");
  }
});

test("a text cut or changed anywhere never throws, and what is no JSON has a place", () => {
  const random = seededRandom(7);
  for (let round = 0; round < 4000; round += 1) {
    const document = documents[round % documents.length] ?? "";
    const at = Math.floor(random() * document.length);
    const text =
      random() < 0.5
        ? document.slice(0, at)
        : document.slice(0, at) + String.fromCharCode(random() * 128) + document.slice(at + 1);
    const result = importDashboard(text);
    if (!result.ok) {
      expect(result.problem.line).toBeGreaterThan(0);
      expect(result.problem.column).toBeGreaterThan(0);
    }
  }
});
