import { ChevronDown, ChevronRight, Route as RouteIcon } from "lucide-react";
import { runbookOf, summaryOf, targetOf } from "../../../shared/domain/alerts/alertWords.ts";
import { formatValue } from "../../../shared/domain/format/units.ts";
import { inferUnit } from "../../../shared/domain/promql/inferUnit.ts";
import { type Alert, alertsStore } from "../../state/alertsStore.ts";
import { alertView, openInvestigation } from "../../state/investigateView.ts";
import { navigate } from "../../state/navigation.ts";
import { silencesStore } from "../../state/silencesStore.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import type { Column } from "../../ui/DataTable.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { type Status, StatusText } from "../../ui/StatusIcon.tsx";
import { Tooltip } from "../../ui/Tooltip.tsx";
import { None, Value } from "../../ui/Value.tsx";
import type { AlertRow } from "./alertRows.ts";
import { openRouting } from "./routing/routingAddress.ts";

export type ShownRow = AlertRow & { readonly since: string };

interface Actions {
  readonly onClaim: (alert: Alert) => void;
  readonly onToggle: (name: string) => void;
  /** Null without an Alertmanager: nobody would keep the silence, and nobody would tell of the alert. */
  readonly onSilence: ((row: AlertRow) => void) | null;
}

const statusOf: Readonly<Record<Alert["severity"], Status>> = {
  critical: "critical",
  warning: "warning",
  info: "info",
  none: "unknown",
};

export function alertColumns({ onClaim, onToggle, onSilence }: Actions): readonly Column<ShownRow>[] {
  return [
    {
      id: "severity",
      header: "Severity",
      width: 92,
      cell: (row) => {
        const { severity } = alertOf(row);
        return severity === "none" ? (
          <StatusText status="unknown">No severity</StatusText>
        ) : (
          <StatusText status={statusOf[severity]} />
        );
      },
    },
    {
      id: "alert",
      header: "Alert",
      name: true,
      title: (row) => (row.kind === "group" ? `${row.count} alerts ${row.name}` : titleOf(row.alert)),
      cell: (row) =>
        row.kind === "group" ? <GroupName row={row} onToggle={onToggle} /> : <AlertName alert={row.alert} />,
    },
    {
      id: "target",
      header: "Target",
      width: 168,
      mono: true,
      title: (row) => (row.kind === "group" ? "" : targetOf(row.alert)),
      cell: (row) => (row.kind === "group" ? <span className="fg3">{row.count} targets</span> : targetOf(row.alert)),
    },
    { id: "since", header: "Since", width: 68, numeric: true, cell: ({ since }) => since },
    {
      id: "value",
      header: "Value",
      width: 88,
      numeric: true,
      cell: (row) => {
        const { value, expr, severity } = alertOf(row);
        if (value === null) return <None />;
        const tone = severity === "none" ? "neutral" : severity;
        return <Value tone={tone}>{figure(value, expr)}</Value>;
      },
    },
    {
      id: "limit",
      header: "Limit",
      width: 72,
      numeric: true,
      cell: (row) => {
        const { limit, expr } = alertOf(row);
        return limit === null ? <None /> : <span className="fg3">{figure(limit, expr)}</span>;
      },
    },
    {
      id: "owner",
      header: "Owner",
      width: 104,
      title: (row) => (row.kind === "alert" ? (row.alert.claim?.note ?? "") : ""),
      cell: (row) => (row.kind === "group" ? null : <Owner alert={row.alert} onClaim={onClaim} />),
    },
    {
      id: "actions",
      header: <span className="visuallyHidden">Actions</span>,
      width: onSilence ? 264 : 176,
      cell: (row) => (
        <>
          <Button size="sm" onPress={() => investigate(alertOf(row))}>
            Investigate
          </Button>{" "}
          <RunbookButton alert={alertOf(row)} />
          {onSilence ? (
            <>
              <Button size="sm" variant="ghost" onPress={() => onSilence(row)}>
                Silence
              </Button>
              <RoutingButton alert={alertOf(row)} />
            </>
          ) : null}
        </>
      ),
    },
  ];
}

function alertOf(row: AlertRow): Alert {
  return row.kind === "group" ? row.worst : row.alert;
}

function figure(value: number, expr: string | null): string {
  return formatValue(value, expr === null ? "none" : inferUnit(expr));
}

function titleOf(alert: Alert): string {
  return [alert.name, summaryOf(alert), alert.annotations.description].filter(Boolean).join(". ");
}

function AlertName({ alert }: { readonly alert: Alert }) {
  const isHeld = alert.state === "silenced" || alert.state === "inhibited";
  return (
    <>
      <span className="medium fg0">{alert.name}</span> {isHeld ? <HeldBadge alert={alert} /> : null}{" "}
      <span className="fg2">{summaryOf(alert)}</span>
    </>
  );
}

/** Whose silence, or which alert, holds it back; without a name where that is not known here. */
function HeldBadge({ alert: { state, silencedBy, inhibitedBy } }: { readonly alert: Alert }) {
  const silence = silencesStore((store) => store.silences.find(({ id }) => id === silencedBy[0]));
  const source = alertsStore((store) => store.alerts.get(inhibitedBy[0] ?? ""));
  if (state === "silenced") {
    return <Badge>{silence ? `Silenced by ${silence.createdBy}` : "Silenced"}</Badge>;
  }
  return <Badge>{source ? `Inhibited by ${source.name} ${targetOf(source)}`.trim() : "Inhibited"}</Badge>;
}

function GroupName({
  row,
  onToggle,
}: {
  readonly row: Extract<AlertRow, { kind: "group" }>;
  readonly onToggle: Actions["onToggle"];
}) {
  return (
    <Button
      variant="link"
      aria-expanded={row.isOpen}
      aria-label={`${row.name}, ${row.count} alerts`}
      onPress={() => onToggle(row.name)}
    >
      <Icon of={row.isOpen ? ChevronDown : ChevronRight} size={12} />
      <span className="medium fg0">{row.name}</span> <span className="fg2">{row.count} alerts</span>
    </Button>
  );
}

/** The console's runbook that the rule names. */
function RunbookButton({ alert }: { readonly alert: Alert }) {
  const id = runbookOf(alert);
  if (id === null) return null;
  return (
    <>
      <Button size="sm" aria-label={`Runbook for ${alert.name}`} onPress={() => navigate({ page: "runbook", id })}>
        Runbook
      </Button>{" "}
    </>
  );
}

/** By the first of the alert's servers; an alert of this console alone by any. */
function RoutingButton({ alert }: { readonly alert: Alert }) {
  const name = `Who gets ${alert.name} ${targetOf(alert)}`.trim();
  const server = alert.sources.find((source) => source !== "local") ?? null;
  return (
    <Tooltip content="Who gets this">
      <Button size="sm" variant="ghost" icon={RouteIcon} aria-label={name} onPress={() => openRouting(alert, server)} />
    </Tooltip>
  );
}

function Owner({ alert, onClaim }: { readonly alert: Alert; readonly onClaim: Actions["onClaim"] }) {
  return (
    <Button
      variant="link"
      aria-label={
        alert.claim
          ? `${alert.name} is claimed by ${alert.claim.name}`
          : `Unclaimed: claim ${alert.name} ${targetOf(alert)}`
      }
      onPress={() => onClaim(alert)}
    >
      {alert.claim ? <Badge>{alert.claim.name}</Badge> : <span className="fg3">Unclaimed</span>}
    </Button>
  );
}

export function investigate(alert: Alert): void {
  openInvestigation(alertView(alert));
}
