import type { SloState } from "../../../shared/domain/slo/sloState.ts";
import type { SloRunner } from "./sloRunner.ts";

/** One SLO as it is told. */
export function sloStateOf({ slo, health, figures }: Pick<SloRunner, "slo" | "health" | "figures">): SloState {
  const { sli, page, ticket, labels: _labels, ...told } = slo;
  return {
    ...told,
    indicator: sli.kind === "time" ? "time" : isLatency(sli.errorQuery) ? "latency" : "availability",
    threshold: sli.kind === "events" ? sli.threshold : null,
    queries:
      sli.kind === "events"
        ? { error: sli.errorQuery, total: sli.totalQuery }
        : { error: sli.errorRatioQuery, total: null },
    alerts: { page: page !== null, ticket: ticket !== null },
    health,
    figures,
  };
}

function isLatency(errorQuery: string): boolean {
  return /_bucket\b/.test(errorQuery);
}
