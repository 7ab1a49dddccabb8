import { ChevronDown, ChevronRight } from "lucide-react";
import { isAboutHost, runbookOf, summaryOf, targetOf } from "../../../shared/domain/alerts/alertWords.ts";
import { limitText, valueText } from "../../../shared/domain/alerts/valueText.ts";
import { type Alert, alertsStore } from "../../state/alertsStore.ts";
import { investigateAlert } from "../../state/investigateView.ts";
import { navigate } from "../../state/navigation.ts";
import { useNow } from "../../state/now.ts";
import { silencesStore } from "../../state/silencesStore.ts";
import { Badge } from "../../ui/Badge.tsx";
import type { Column } from "../../ui/DataTable.tsx";
import { formatAge } from "../../ui/format.ts";
import { Icon } from "../../ui/Icon.tsx";
import { RowButton } from "../../ui/RowButton.tsx";
import { HostIcon, RoutingIcon, ServiceIcon } from "../../ui/rowIcons.tsx";
import { type Status, StatusText } from "../../ui/StatusIcon.tsx";
import { None, Value } from "../../ui/Value.tsx";
import styles from "./AlertsPanel.module.css";
import { alertmanagerOf } from "./alertmanagerOf.ts";
import { type AlertRow, alertOf } from "./alertRows.ts";
import { LastHour } from "./Histories.tsx";
import { openRouting } from "./routing/routingAddress.ts";

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

export function alertColumns({ onClaim, onToggle, onSilence }: Actions): readonly Column<AlertRow>[] {
  return [
    {
      id: "severity",
      header: "Severity",
      width: 92,
      fits: true,
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
      className: "medium",
      title: (row) => (row.kind === "group" ? `${row.alerts.length} alerts ${row.name}` : titleOf(row.alert)),
      cell: (row) => (row.kind === "group" ? <GroupName row={row} onToggle={onToggle} /> : <AlertName row={row} />),
    },
    {
      id: "target",
      header: "Target",
      width: 148,
      mono: true,
      className: styles.target,
      title: targetsOf,
      cell: (row) => <Target row={row} />,
    },
    {
      id: "since",
      header: "Since",
      width: 60,
      fits: true,
      numeric: true,
      title: whose,
      cell: (row) => <Age sinceMs={alertOf(row).sinceMs} />,
    },
    {
      id: "value",
      header: "Value",
      width: 84,
      numeric: true,
      title: whose,
      cell: (row) => {
        const alert = alertOf(row);
        const { severity } = alert;
        const text = valueText(alert);
        if (text === null) return <None />;
        return <Value tone={severity === "none" ? "neutral" : severity}>{text}</Value>;
      },
    },
    {
      id: "limit",
      header: "Limit",
      width: 68,
      numeric: true,
      className: "fg3",
      title: whose,
      cell: (row) => limitText(alertOf(row)) ?? <None />,
    },
    {
      id: "history",
      header: "Last hour",
      width: 88,
      fits: true,
      tight: true,
      title: whose,
      cell: (row) => <LastHour alert={alertOf(row)} />,
    },
    {
      id: "owner",
      header: "Owner",
      width: 88,
      title: (row) => (row.kind === "alert" && row.alert.claim ? claimText(row.alert.claim) : ""),
      cell: (row) => (row.kind === "group" ? null : <Owner alert={row.alert} onClaim={onClaim} />),
    },
    {
      id: "actions",
      header: <span className="visuallyHidden">Actions</span>,
      width: onSilence ? 250 : 168,
      fits: true,
      className: styles.actions,
      cell: (row) => (
        <>
          <RowButton onClick={() => investigateAlert(alertOf(row))}>Investigate</RowButton>
          <RunbookButton alert={alertOf(row)} />
          {onSilence ? (
            <>
              <RowButton variant="ghost" onClick={() => onSilence(row)}>
                Silence
              </RowButton>
              <RoutingButton alert={alertOf(row)} />
            </>
          ) : null}
        </>
      ),
    },
  ];
}

/** With the silhouette of what it is: a host, or a service. */
function Target({ row }: { readonly row: AlertRow }) {
  const text = targetsOf(row);
  return (
    <>
      {text === "" ? null : isAboutHost(alertOf(row)) ? <HostIcon /> : <ServiceIcon />}
      {text}
    </>
  );
}

function targetsOf(row: AlertRow): string {
  return row.kind === "group" ? [...new Set(row.alerts.map(targetOf))].slice(0, 50).join(", ") : targetOf(row.alert);
}

/** A group has the figures of one of its alerts. */
function whose(row: AlertRow): string {
  if (row.kind === "alert") return "";
  const [worst] = row.alerts;
  return `Of the worst: ${[targetOf(worst), summaryOf(worst)].filter(Boolean).join(", ") || row.name}`;
}

function claimText({ name, note }: NonNullable<Alert["claim"]>): string {
  return note === "" ? name : `${name}: ${note}`;
}

function titleOf(alert: Alert): string {
  return [alert.name, summaryOf(alert), alert.annotations.description].filter(Boolean).join(". ");
}

/** Ticks by itself: the row is drawn only when its alert changes. */
function Age({ sinceMs }: { readonly sinceMs: number }) {
  return formatAge(useNow() - sinceMs);
}

function AlertName({ row: { alert, inGroup } }: { readonly row: Extract<AlertRow, { kind: "alert" }> }) {
  const isHeld = alert.state === "silenced" || alert.state === "inhibited";
  return (
    <>
      {inGroup ? <span className={styles.member}>{alert.name}</span> : alert.name}{" "}
      {isHeld ? <HeldBadge alert={alert} /> : null} <span className={styles.summary}>{summaryOf(alert)}</span>
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
    <RowButton variant="link" aria-expanded={row.isOpen} onClick={() => onToggle(row.name)}>
      <Icon of={row.isOpen ? ChevronDown : ChevronRight} size={12} />
      <span className="medium fg0 clip">{row.name}</span> <span className="fg2 nowrap">{row.alerts.length} alerts</span>
    </RowButton>
  );
}

/** The console's runbook that the rule names. */
function RunbookButton({ alert }: { readonly alert: Alert }) {
  const id = runbookOf(alert);
  if (id === null) return null;
  return (
    <RowButton aria-label={`Runbook for ${alert.name}`} onClick={() => navigate({ page: "runbook", id })}>
      Runbook
    </RowButton>
  );
}

/** By the first of the alert's servers; an alert of this console alone by any. */
function RoutingButton({ alert }: { readonly alert: Alert }) {
  const name = `Who gets ${alert.name} ${targetOf(alert)}`.trim();
  return (
    <RowButton
      variant="ghost"
      icon={<RoutingIcon />}
      title="Who gets this"
      aria-label={name}
      onClick={() => openRouting(alert, alertmanagerOf(alert))}
    />
  );
}

function Owner({ alert, onClaim }: { readonly alert: Alert; readonly onClaim: Actions["onClaim"] }) {
  return (
    <RowButton
      variant={alert.claim ? "link" : "quiet"}
      aria-label={
        alert.claim
          ? `${alert.name} is claimed by ${alert.claim.name}`
          : `Unclaimed: claim ${alert.name} ${targetOf(alert)}`
      }
      onClick={() => onClaim(alert)}
    >
      {alert.claim ? <Badge className={styles.owner ?? ""}>{alert.claim.name}</Badge> : "Unclaimed"}
    </RowButton>
  );
}
