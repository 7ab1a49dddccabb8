import type { Clock } from "../../shared/base/clock.ts";
import { type BudgetSpent, spentBetween } from "../../shared/domain/incident/impact.ts";
import type { Incident } from "../../shared/domain/incident/incident.ts";
import type { SlosService } from "../services/slo/types.ts";

/** What an incident spent of the error budgets of its services, from its beginning until it was mitigated, or until now. */
export function createBudgetsSpent({
  clock,
  slos,
}: {
  readonly clock: Clock;
  readonly slos: Pick<SlosService, "states" | "history">;
}): (incident: Incident) => readonly BudgetSpent[] {
  return ({ services, startedMs, mitigatedMs }) =>
    slos.states
      .filter(({ service }) => services.includes(service))
      .flatMap(({ id, name, service }) => {
        const history = slos.history(id, null);
        const spent = history && spentBetween(history, startedMs, mitigatedMs ?? clock.nowMs());
        return spent ? [{ slo: name, service, ...spent }] : [];
      });
}
