import { budgetVerdict } from "../../../shared/domain/slo/policy.ts";
import { formatRoute } from "../../state/navigation.ts";
import { useWorstSlo } from "../../state/slosStore.ts";
import { formatBudget } from "../../ui/format.ts";
import { None, Value } from "../../ui/Value.tsx";

/** Of the error budget of a service that has least left, on the way to its page. */
export function BudgetLeft({ service }: { readonly service: string }) {
  const slo = useWorstSlo(service);
  const left = slo?.figures?.budget?.leftRatio;
  if (!slo || left === undefined) return <None />;
  const verdict = budgetVerdict(slo.policy, left);
  const query = new URLSearchParams({ id: slo.id }).toString();
  return (
    <a
      href={formatRoute({ page: "slos", query })}
      title={`Error budget left of the ${slo.name} SLO of ${service}`}
      className="nowrap"
    >
      <Value tone={verdict === "ok" ? "neutral" : verdict}>{formatBudget(left)}</Value>
    </a>
  );
}
