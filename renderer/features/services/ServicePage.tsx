import { BoxSelect } from "lucide-react";
import { useMemo, useState } from "react";
import { placeOf } from "../../../shared/domain/alerts/alertWords.ts";
import { serviceScope } from "../../../shared/domain/services/serviceScope.ts";
import { signalQueries } from "../../../shared/domain/services/signals.ts";
import { FiringPanel } from "../../app/FiringPanel.tsx";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { alertsStore } from "../../state/alertsStore.ts";
import { openInvestigation } from "../../state/investigateView.ts";
import { backToLogs, openServiceLogs } from "../../state/logsView.ts";
import { navigate } from "../../state/navigation.ts";
import { useNow } from "../../state/now.ts";
import { type ServiceFacts, type ServiceState, servicesStore } from "../../state/servicesStore.ts";
import { useAnomalies } from "../../state/useAnomalies.ts";
import { useServices } from "../../state/useServices.ts";
import { useStream } from "../../state/useStream.ts";
import { Button } from "../../ui/Button.tsx";
import screen from "../../ui/screen.module.css";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { UnusualPanel } from "../../ui/UnusualPanel.tsx";
import { CostPanel } from "./CostPanel.tsx";
import { DriftPanel } from "./drift/DriftPanel.tsx";
import { ServiceBoard } from "./ServiceBoard.tsx";
import { ServiceHeader } from "./ServiceHeader.tsx";
import { ServiceHostsPanel } from "./ServiceHostsPanel.tsx";
import styles from "./ServicePage.module.css";
import { TargetsPanel } from "./TargetsPanel.tsx";
import { VersionsPanel } from "./VersionsPanel.tsx";
import { WorkloadsPanel } from "./WorkloadsPanel.tsx";

const showAll = () => navigate({ page: "services" });

/** One service, live: its board, where it runs, how its releases compare, and what it costs. */
export function ServicePage({ name }: { readonly name: string }) {
  const state = useServices()?.find(({ definition }) => definition.name === name);
  const definitions = servicesStore((store) => store.definitions);
  if (state) return <KnownService state={state} />;
  if (definitions === null || definitions.some((definition) => definition.name === name)) {
    return <LoadingSkeleton label={`Asking ${name}`} rows={8} />;
  }
  return (
    <EmptyState
      icon={BoxSelect}
      title={`${name} is not a service of this workspace`}
      action={<Button onPress={showAll}>Show all services</Button>}
    >
      It was renamed or removed, or nothing of its job is scraped any more.
    </EmptyState>
  );
}

function KnownService({ state }: { readonly state: ServiceState }) {
  const nowMs = useNow();
  const { definition } = state;
  const anomalies = useAnomalies("service", definition.name);
  const alerts = alertsStore((store) => store.alerts);
  const firing = useMemo(() => state.alerts.flatMap(({ id }) => alerts.get(id) ?? []), [state.alerts, alerts]);
  const [facts, setFacts] = useState<ServiceFacts | null>(null);
  useStream("services.facts", { service: definition.name }, setFacts, { credit: 1 });
  const onLogs = () => backToLogs(() => openServiceLogs(state));
  useKeys("Service", [
    { keys: "l", label: "Logs", run: onLogs },
    {
      keys: "i",
      label: "Investigate",
      run: () => openInvestigation({ service: definition.name, filter: definition.logs ?? "" }),
    },
  ]);
  const told = useMemo(
    () => new Set(facts ? Object.keys(signalQueries(serviceScope(definition, facts, "1m"))) : []),
    [definition, facts],
  );
  return (
    <div className={screen.page}>
      <ServiceHeader state={state} told={told} nowMs={nowMs} onLogs={onLogs} />
      <div className={styles.content}>
        <div className={styles.main}>
          {facts === null ? (
            <LoadingSkeleton label="Looking at what it tells" rows={8} />
          ) : (
            <ServiceBoard definition={definition} facts={facts} hosts={state.hosts} />
          )}
          <DriftPanel service={definition.name} />
        </div>
        <aside
          className={styles.side}
          aria-label="Alerts, releases, cost, hosts, workloads and targets"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and may hold nothing to focus
          tabIndex={0}
        >
          <FiringPanel label="Alerts of the service" alerts={firing} about={placeOf} nowMs={nowMs} />
          <UnusualPanel anomalies={anomalies} nowMs={nowMs} />
          {facts?.versions ? <VersionsPanel definition={definition} facts={facts} /> : null}
          <CostPanel state={state} />
          <ServiceHostsPanel names={state.hosts} />
          <WorkloadsPanel workloads={definition.workloads} />
          <TargetsPanel targets={state.targets} />
        </aside>
      </div>
    </div>
  );
}
