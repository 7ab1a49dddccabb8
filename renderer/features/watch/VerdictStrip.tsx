import { memo, type ReactNode, useMemo } from "react";
import { IncidentButton } from "../../app/incidents/IncidentButton.tsx";
import { useOpenIncident } from "../../app/incidents/useOpenIncident.tsx";
import { type Alert, alertsStore, sortedAlerts } from "../../state/alertsStore.ts";
import { diagnosisStore } from "../../state/diagnosisStore.ts";
import { investigateAlert } from "../../state/investigateView.ts";
import { useNow } from "../../state/now.ts";
import { servicesStore } from "../../state/servicesStore.ts";
import type { HostSummary } from "../../state/types.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { formatAge } from "../../ui/format.ts";
import { FleetTotals } from "./FleetTotals.tsx";
import { quietHeadline, troubleHeadline } from "./headline.ts";
import styles from "./VerdictStrip.module.css";

/** The first line of Watch: what is wrong in one sentence, then the fleet in figures. */
export function VerdictStrip({
  hosts,
  action,
}: {
  readonly hosts: readonly HostSummary[];
  /** At its end. */
  readonly action: ReactNode;
}) {
  const alerts = alertsStore((state) => state.alerts);
  const services = servicesStore((state) => state.states);
  const causes = diagnosisStore((state) => state.causes);
  const sorted = useMemo(() => sortedAlerts(alerts), [alerts]);
  const trouble = useMemo(() => troubleHeadline(sorted, services ?? [], causes), [sorted, services, causes]);
  const { severity, title, detail, alert, isDiagnosed } = trouble ?? quietHeadline(hosts, sorted, services ?? []);
  const nowMs = useNow();
  const incident = useOpenIncident();
  return (
    <section className={styles.strip} aria-label="State of the fleet">
      <div className={cx(styles.verdict, styles[severity])}>
        <h1 className="clip" title={title}>
          {title}
          {alert ? <span className="fg2"> for {formatAge(nowMs - alert.sinceMs)}</span> : null}
        </h1>
        <p className={styles.detail}>
          <span className="clip fg2" title={detail}>
            {detail}
          </span>
          {alert ? <WhatNext alert={alert} isDiagnosed={isDiagnosed ?? false} onIncident={incident.go} /> : null}
        </p>
      </div>
      <FleetTotals hosts={hosts} alerts={alerts} services={services ?? []} />
      {action ? <div className={styles.action}>{action}</div> : null}
      {incident.dialog}
    </section>
  );
}

/** Apart from the line, which is drawn again every second. */
const WhatNext = memo(function WhatNext({
  alert,
  isDiagnosed,
  onIncident,
}: {
  readonly alert: Alert;
  readonly isDiagnosed: boolean;
  readonly onIncident: (alert: Alert) => void;
}) {
  return (
    <>
      <Button variant="link" onPress={() => investigateAlert(alert)}>
        {isDiagnosed ? "Open diagnosis" : "Look into it"}
      </Button>
      <IncidentButton alert={alert} onGo={onIncident} link />
    </>
  );
});
