import { useMemo } from "react";
import { summaryOf, targetOf } from "../../shared/domain/alerts/alertWords.ts";
import type { Alert } from "../state/alertsStore.ts";
import { investigateAlert } from "../state/investigateView.ts";
import { type Column, DataTable } from "../ui/DataTable.tsx";
import { formatAge } from "../ui/format.ts";
import { Panel } from "../ui/Panel.tsx";
import { RowButton } from "../ui/RowButton.tsx";
import { StatusIcon } from "../ui/StatusIcon.tsx";
import { severityStatus } from "../ui/severityStatus.ts";
import styles from "./FiringPanel.module.css";

interface Row {
  readonly alert: Alert;
  readonly since: string;
}

/** What fires about what a screen shows, in the order given; absent when nothing does. */
export function FiringPanel({
  label,
  alerts,
  about,
  nowMs,
}: {
  /** Of the table. */
  readonly label: string;
  readonly alerts: readonly Alert[];
  /** What tells an alert from others of its name there. Keep it stable. */
  readonly about: (alert: Alert) => string;
  readonly nowMs: number;
}) {
  const columns = useMemo(() => columnsOf(about), [about]);
  if (alerts.length === 0) return null;
  return (
    <Panel title="Firing" count={alerts.length} className={styles.list ?? ""} scroll>
      <DataTable
        label={label}
        columns={columns}
        rows={alerts.map((alert): Row => ({ alert, since: formatAge(nowMs - alert.sinceMs) }))}
        rowKey={({ alert }) => alert.id}
        density="compact"
      />
    </Panel>
  );
}

function columnsOf(about: (alert: Alert) => string): readonly Column<Row>[] {
  return [
    {
      id: "alert",
      header: "Alert",
      name: true,
      title: ({ alert }) => [alert.name, summaryOf(alert), targetOf(alert)].filter(Boolean).join("\n"),
      cell: ({ alert }) => (
        <span className={styles.name}>
          <StatusIcon status={severityStatus[alert.severity]} label={alert.severity} />
          <span className="medium">{alert.name}</span>
          <span className="fg3 clip">{about(alert)}</span>
        </span>
      ),
    },
    { id: "since", header: "Since", width: 64, numeric: true, cell: ({ since }) => since },
    {
      id: "actions",
      header: <span className="visuallyHidden">Actions</span>,
      width: 92,
      fits: true,
      cell: ({ alert }) => (
        <RowButton
          aria-label={`Investigate ${alert.name} ${targetOf(alert)}`.trim()}
          onClick={() => investigateAlert(alert)}
        >
          Investigate
        </RowButton>
      ),
    },
  ];
}
