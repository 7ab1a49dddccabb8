import { useMemo, useState } from "react";
import { formatDurationMs } from "../../../shared/domain/promql/numberLiteral.ts";
import { serviceAt } from "../../../shared/domain/services/serviceAt.ts";
import { serviceScope } from "../../../shared/domain/services/serviceScope.ts";
import { signalQueries } from "../../../shared/domain/services/signals.ts";
import { type Alert, alertsStore } from "../../state/alertsStore.ts";
import type { InvestigateView } from "../../state/investigateView.ts";
import type { ServiceFacts, ServiceState } from "../../state/servicesStore.ts";
import { useServices } from "../../state/useServices.ts";
import { useStream } from "../../state/useStream.ts";
import { type EvidencePanel, gpuPanels, signalPanels, subjectPanels } from "./evidencePanels.ts";

export interface Evidence {
  /** Null when it does not fire any more. */
  readonly alert: Alert | null;
  readonly service: ServiceState | null;
  /** Where it happens. */
  readonly hosts: readonly string[];
  readonly panels: readonly EvidencePanel[];
}

/** What there is to see of the view: the service of the hosts, the hosts of the service, and the charts of both. */
export function useEvidence(view: InvestigateView, stepMs: number): Evidence {
  const states = useServices();
  const alert = alertsStore(({ alerts }) => (view.alert === null ? null : (alerts.get(view.alert) ?? null)));
  const service = useMemo(() => serviceAt(view, states ?? []), [view, states]);
  const definition = service?.definition ?? null;
  const [told, setTold] = useState<{ readonly service: string; readonly facts: ServiceFacts } | null>(null);
  useStream(
    "services.facts",
    definition === null ? null : { service: definition.name },
    (facts) => definition && setTold({ service: definition.name, facts }),
    { credit: 1 },
  );
  const facts = told !== null && told.service === definition?.name ? told.facts : null;
  const hostsKey = JSON.stringify(view.hosts.length > 0 ? view.hosts : (service?.hosts ?? []));
  const hosts = useMemo(() => JSON.parse(hostsKey) as readonly string[], [hostsKey]);
  const window = facts === null ? null : formatDurationMs(Math.max(facts.rateWindowMs, stepMs));
  const definitionKey = JSON.stringify(definition);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a definition is compared by its content
  const panels = useMemo(() => {
    const signals = definition && facts && window ? signalQueries(serviceScope(definition, facts, window)) : {};
    return [...subjectPanels(view), ...signalPanels(definition?.source ?? "local", signals), ...gpuPanels(hosts)];
  }, [view.expr, view.title, view.source, definitionKey, facts, window, hosts]);
  return { alert, service, hosts, panels };
}
