import { Link as LinkIcon } from "lucide-react";
import type { ReactNode } from "react";
import { reportProblem } from "../../app/report.ts";
import type { Alert } from "../../state/alertsStore.ts";
import { type CompareStep, compareSteps, type InvestigateView, investigateRoute } from "../../state/investigateView.ts";
import { formatRoute } from "../../state/navigation.ts";
import { hostNowMs, useNow } from "../../state/now.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { windowInSight } from "../../state/timeRange.ts";
import { environmentKindOf, workspaceStore } from "../../state/workspaceStore.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { EnvironmentTag } from "../../ui/EnvironmentTag.tsx";
import { formatAge, formatClock } from "../../ui/format.ts";
import { Select } from "../../ui/Select.tsx";
import { type Status, StatusIcon } from "../../ui/StatusIcon.tsx";
import screen from "../../ui/screen.module.css";
import { showToast } from "../../ui/Toasts.tsx";
import styles from "./Investigate.module.css";

const stateWords: Readonly<Record<Alert["state"], string>> = {
  pending: "Pending",
  firing: "Firing",
  silenced: "Silenced",
  inhibited: "Inhibited",
};

const comparisons = [{ id: "none", label: "Compare: off" }, ...compareSteps] as const;

/** What is looked into, since when, what it is held against, and what can be done about it. */
export function InvestigateHeader({
  view,
  alert,
  environment,
  nothingBefore,
  actions,
  onShow,
}: {
  readonly view: InvestigateView;
  readonly alert: Alert | null;
  /** Of the workspace; null where there is none, or several. */
  readonly environment: string | null;
  /** Of the time that is compared with. */
  readonly nothingBefore: boolean;
  readonly actions: ReactNode;
  readonly onShow: (change: Partial<InvestigateView>) => void;
}) {
  const place = view.service ?? (view.hosts.length > 0 ? hostsText(view.hosts) : "Query");
  const environmentKind = workspaceStore(({ workspace }) => environmentKindOf(workspace, environment));
  return (
    <header className={cx(screen.header, styles.header)}>
      {alert ? <StatusIcon status={statusOf(alert)} size={16} label={alert.severity} /> : null}
      <h1 className="clip" title={view.title ?? place}>
        {view.title ?? place}
      </h1>
      {view.title === null ? null : <span className="mono fg2 clip">{place}</span>}
      {environment && environmentKind ? <EnvironmentTag kind={environmentKind} name={environment} /> : null}
      {view.alert === null ? null : <AlertState alert={alert} />}
      <div className={styles.actions}>
        {nothingBefore ? <Badge status="unknown">Nothing measured {view.compare} before</Badge> : null}
        <Select<CompareStep | "none">
          label="Compare"
          options={comparisons}
          value={view.compare ?? "none"}
          onChange={(id) => onShow({ compare: id === "none" ? null : id })}
        />
        <Button icon={LinkIcon} onPress={() => copyLink(view)}>
          Copy link
        </Button>
        {actions}
      </div>
    </header>
  );
}

function AlertState({ alert }: { readonly alert: Alert | null }) {
  const nowMs = useNow();
  const zone = settingsStore(({ clock }) => clock);
  if (alert === null) return <Badge status="ok">Does not fire any more</Badge>;
  const { severity, state, sinceMs } = alert;
  return (
    <>
      <Badge tone={severity === "none" ? "neutral" : severity} status={statusOf(alert)}>
        {stateWords[state]}
      </Badge>
      <span className="fg2 nowrap">
        {formatAge(nowMs - sinceMs)}, since {formatClock(sinceMs, zone)}
      </span>
    </>
  );
}

function statusOf({ severity }: Alert): Status {
  return severity === "none" ? "unknown" : severity;
}

function hostsText(hosts: readonly string[]): string {
  const [first = "Query"] = hosts;
  return hosts.length > 1 ? `${first} and ${hosts.length - 1} more` : first;
}

/** Whoever opens it sees what is seen now, not what is newest then. */
function copyLink(view: InvestigateView): void {
  const link = investigateRoute({ ...view, window: view.window ?? windowInSight(hostNowMs()) });
  navigator.clipboard
    .writeText(new URL(formatRoute(link), window.location.href).href)
    .then(() => showToast({ status: "ok", title: "Link copied", detail: "It shows the same window and filter." }))
    .catch(reportProblem("The link was not copied"));
}
