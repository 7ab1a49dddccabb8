import { expect, test } from "vitest";
import { defaultPolicy, freezeRatioOf, policyStates } from "../../../../shared/domain/slo/policy.ts";

const dayMs = 86_400_000;

test.each([
  [0.8, ["next", "notReached", "notReached", "notReached"]],
  [0.48, ["active", "next", "notReached", "notReached"]],
  [0.12, ["active", "active", "next", "notReached"]],
  [0.1, ["active", "active", "next", "notReached"]],
  [0.09, ["active", "active", "active", "next"]],
  [0, ["active", "active", "active", "active"]],
  [-0.2, ["active", "active", "active", "active"]],
])("with %s of the budget", (left, kinds) => {
  expect(policyStates(defaultPolicy, left, 1, 30 * dayMs).map(({ kind }) => kind)).toEqual(kinds);
});

test("the next line is reached when the burn rate takes the budget there", () => {
  const next = (left: number, burn: number | null) =>
    policyStates(defaultPolicy, left, burn, 30 * dayMs).find(({ kind }) => kind === "next");
  expect(next(0.124, 14.4)).toMatchObject({ inMs: expect.closeTo((0.024 * 30 * dayMs) / 14.4, 0) });
  expect(next(0.124, 0)).toEqual({ kind: "next", inMs: null });
  expect(next(0.124, null)).toEqual({ kind: "next", inMs: null });
});

test("the highest line that freezes is the freeze", () => {
  expect(freezeRatioOf(defaultPolicy)).toBe(0.1);
  expect(freezeRatioOf([{ belowPercent: 50, action: "Look", freezes: false }])).toBeNull();
});
