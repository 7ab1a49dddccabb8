import { summaryOf, targetOf } from "../../../shared/domain/alerts/alertWords.ts";
import { type Alert, alertsStore } from "../../state/alertsStore.ts";
import type { ServiceState } from "../../state/servicesStore.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { formatAge } from "../../ui/format.ts";
import { Panel } from "../../ui/Panel.tsx";
import { type Status, StatusIcon } from "../../ui/StatusIcon.tsx";
import styles from "./services.module.css";

interface Row {
  readonly alert: Alert;
  readonly since: string;
}

const statuses: Readonly<Record<Alert["severity"], Status>> = {
  critical: "critical",
  warning: "warning",
  info: "info",
  none: "info",
};

const columns: readonly Column<Row>[] = [
  {
    id: "alert",
    header: "Alert",
    name: true,
    title: ({ alert }) => [alert.name, summaryOf(alert), targetOf(alert)].filter(Boolean).join("\n"),
    cell: ({ alert }) => (
      <span className={styles.name}>
        <StatusIcon status={statuses[alert.severity]} label={alert.severity} />
        <span className="medium">{alert.name}</span>
        <span className="fg3 clip">{alert.labels.instance ?? targetOf(alert)}</span>
      </span>
    ),
  },
  { id: "since", header: "Since", width: 72, numeric: true, cell: ({ since }) => since },
];

/** What fires about the service, worst first; absent when nothing does. */
export function FiringPanel({ alerts, nowMs }: { readonly alerts: ServiceState["alerts"]; readonly nowMs: number }) {
  const known = alertsStore((state) => state.alerts);
  if (alerts.length === 0) return null;
  const rows = alerts.flatMap(({ id }) => {
    const alert = known.get(id);
    return alert ? [{ alert, since: formatAge(nowMs - alert.sinceMs) }] : [];
  });
  return (
    <Panel title="Firing" count={alerts.length} className={styles.list ?? ""} scroll>
      <DataTable
        label="Alerts of the service"
        columns={columns}
        rows={rows}
        rowKey={({ alert }) => alert.id}
        density="compact"
      />
    </Panel>
  );
}
