import { expect, it } from "vitest";
import { firingSpan } from "../../../../../renderer/features/investigate/firingSpan.ts";
import { buildAlert } from "../../../../builders/alerts.ts";

const view = { sinceMs: 1000, forMs: 120_000 };
const alert = buildAlert({ sinceMs: 1000, forMs: 120_000 });

it.each([
  ["fires on", view, alert, { heldFromMs: 1000, firedAtMs: 121_000, endMs: null, label: "held 2m" }],
  ["is pending", view, { ...alert, state: "pending" }, { firedAtMs: null, label: "pending" }],
  ["has no for", view, { ...alert, forMs: 0 }, { heldFromMs: 1000, firedAtMs: 1000, label: "began" }],
  ["is over", view, null, { heldFromMs: 1000, firedAtMs: 121_000, endMs: 121_000 }],
] as const)("an alert that %s", (_what, of, now, expected) => {
  expect(firingSpan(of, now)).toMatchObject(expected);
});

it("is nothing where nobody knows", () => {
  expect(firingSpan({ sinceMs: null, forMs: null }, null)).toBeNull();
});
