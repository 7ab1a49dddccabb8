import { useEffect, useState } from "react";
import type { ServiceTraffic } from "../../../shared/domain/incident/impact.ts";
import { useClient } from "../../state/client.ts";
import type { Incident } from "../../state/incidentsStore.ts";
import { useNow } from "../../state/now.ts";

const againMs = 60_000;

/** What the services were asked for, measured each minute until the incident is mitigated; null before the first answer. */
export function useTraffic({ id, services, startedMs, mitigatedMs }: Incident): readonly ServiceTraffic[] | null {
  const { call } = useClient();
  const minute = Math.floor(useNow() / againMs);
  const [traffic, setTraffic] = useState<readonly ServiceTraffic[] | null>(null);
  const key = JSON.stringify([services, startedMs, mitigatedMs, mitigatedMs === null ? minute : null]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what is measured
  useEffect(() => {
    const abort = new AbortController();
    call("incidents.measure", { id }, abort.signal).then(
      (answer) => setTraffic(answer.traffic),
      // What was measured before stays; the link's own state says that it is away.
      () => {},
    );
    return () => abort.abort();
  }, [call, id, key]);
  return traffic;
}
