import type { ReviewCheck } from "../../../shared/contract/areas/runbooks.ts";
import { formatRatioPercent } from "../../../shared/domain/format/numbers.ts";
import type { Plan } from "../../../shared/domain/runbook/plan.ts";
import type { ServiceBudget } from "../../../shared/domain/slo/serviceBudget.ts";

/**
 * Error budgets of the services that a disruptive run touches. One below the line at which its policy freezes has to be
 * accepted by a person, and so stops automatic runs; it blocks nothing for good: the runbook may be what saves the rest.
 */
export function budgetChecks({ risk }: Pick<Plan, "risk">, budgets: readonly ServiceBudget[]): readonly ReviewCheck[] {
  if (risk !== "disruptive") return [];
  return budgets.map(({ id, service, name, leftRatio, freezeRatio, action }): ReviewCheck => {
    const line = formatRatioPercent(freezeRatio, 0);
    const left = Number.isFinite(leftRatio) ? formatRatioPercent(leftRatio) : "Nothing";
    const isFrozen = leftRatio < freezeRatio;
    return {
      id: `budget-${id}`,
      title: `Error budget of ${service}, ${name}`,
      text: `${left} left, frozen below ${line}`,
      host: null,
      state: isFrozen ? "failed" : "passed",
      value: null,
      severity: "warn",
      problem: isFrozen ? `Below ${line} the policy says: ${action}. What this run disrupts spends more of it` : null,
      holder: null,
    };
  });
}
