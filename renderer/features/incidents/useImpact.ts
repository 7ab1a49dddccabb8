import { useEffect, useState } from "react";
import type { BudgetSpent, ServiceTraffic } from "../../../shared/domain/incident/impact.ts";
import { useClient } from "../../state/client.ts";
import type { Incident } from "../../state/incidentsStore.ts";
import { useNow } from "../../state/now.ts";

const againMs = 60_000;

export interface MeasuredImpact {
  readonly traffic: readonly ServiceTraffic[];
  readonly budget: readonly BudgetSpent[];
}

/** What the incident cost, measured each minute until it is mitigated; null before the first answer. */
export function useImpact({ id, services, startedMs, mitigatedMs }: Incident): MeasuredImpact | null {
  const { call } = useClient();
  const minute = Math.floor(useNow() / againMs);
  const [impact, setImpact] = useState<MeasuredImpact | null>(null);
  const key = JSON.stringify([services, startedMs, mitigatedMs, mitigatedMs === null ? minute : null]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what is measured
  useEffect(() => {
    const abort = new AbortController();
    // What was measured before stays; the link's own state says that it is away.
    call("incidents.measure", { id }, abort.signal).then(setImpact, () => {});
    return () => abort.abort();
  }, [call, id, key]);
  return impact;
}
