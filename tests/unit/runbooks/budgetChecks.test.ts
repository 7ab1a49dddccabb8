import { expect, test } from "vitest";
import { budgetChecks } from "../../../electron/services/runbooks/budgetChecks.ts";
import type { ServiceBudget } from "../../../shared/domain/slo/serviceBudget.ts";

const budget = (leftRatio: number): ServiceBudget => ({
  ...{ id: "chat-latency", service: "chat", name: "latency", leftRatio },
  ...{ freezeRatio: 0.1, action: "Feature freeze, fixes only" },
});

test.each([
  [0.42, "passed", "42.0 % left, frozen below 10 %"],
  [0.1, "passed", "10.0 % left, frozen below 10 %"],
  [0.066, "failed", "6.6 % left, frozen below 10 %"],
  [-1.2, "failed", "\u2212120.0 % left, frozen below 10 %"],
  [Number.NEGATIVE_INFINITY, "failed", "Nothing left, frozen below 10 %"],
] as const)("with %s of its budget a disruptive run's check has %s", (left, state, text) => {
  const [check] = budgetChecks({ risk: "disruptive" }, [budget(left)]);
  // A warning: it is accepted by a person, or the run does not start.
  expect(check).toMatchObject({ id: "budget-chat-latency", state, text, severity: "warn", host: null });
  expect(check?.problem ?? "").toBe(
    state === "passed"
      ? ""
      : "Below 10 % the policy says: Feature freeze, fixes only. What this run disrupts spends more of it",
  );
});

test.each(["read-only", "reversible"] as const)("a %s run is not asked about budgets", (risk) => {
  expect(budgetChecks({ risk }, [budget(0)])).toEqual([]);
});
