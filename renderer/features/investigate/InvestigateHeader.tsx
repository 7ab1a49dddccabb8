import { Link as LinkIcon } from "lucide-react";
import { reportProblem } from "../../app/report.ts";
import type { Alert } from "../../state/alertsStore.ts";
import { type CompareStep, compareSteps, type InvestigateView } from "../../state/investigateView.ts";
import { useNow } from "../../state/now.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { formatAge, formatClock } from "../../ui/format.ts";
import { Select } from "../../ui/Select.tsx";
import type { Status } from "../../ui/StatusIcon.tsx";
import screen from "../../ui/screen.module.css";
import { showToast } from "../../ui/Toasts.tsx";
import styles from "./Investigate.module.css";

const comparisons = [{ id: "none", label: "Compare: off" }, ...compareSteps] as const;

/** What is looked into, since when, and what it is held against. */
export function InvestigateHeader({
  view,
  alert,
  onShow,
}: {
  readonly view: InvestigateView;
  readonly alert: Alert | null;
  readonly onShow: (change: Partial<InvestigateView>) => void;
}) {
  const place = view.service ?? (view.hosts.length > 0 ? hostsText(view.hosts) : "Query");
  return (
    <header className={cx(screen.header, styles.header)}>
      <h1>{view.title ?? place}</h1>
      {view.title === null ? null : <span className="mono fg2 clip">{place}</span>}
      {view.alert === null ? null : <AlertState alert={alert} />}
      <div className={styles.actions}>
        <Select<CompareStep | "none">
          label="Compare"
          options={comparisons}
          value={view.compare ?? "none"}
          onChange={(id) => onShow({ compare: id === "none" ? null : id })}
        />
        <Button icon={LinkIcon} onPress={copyLink}>
          Copy link
        </Button>
      </div>
    </header>
  );
}

function AlertState({ alert }: { readonly alert: Alert | null }) {
  const nowMs = useNow();
  const zone = settingsStore(({ clock }) => clock);
  if (alert === null) return <Badge status="ok">Does not fire any more</Badge>;
  const { severity, state, sinceMs } = alert;
  const status: Status = severity === "none" ? "unknown" : severity;
  return (
    <>
      <Badge tone={severity === "none" ? "neutral" : severity} status={status}>
        {state}
      </Badge>
      <span className="fg2 nowrap">
        {formatAge(nowMs - sinceMs)}, since {formatClock(sinceMs, zone)}
      </span>
    </>
  );
}

function hostsText(hosts: readonly string[]): string {
  const [first = "Query"] = hosts;
  return hosts.length > 1 ? `${first} and ${hosts.length - 1} more` : first;
}

function copyLink(): void {
  navigator.clipboard
    .writeText(window.location.href)
    .then(() => showToast({ status: "ok", title: "Link copied", detail: "It shows the same window and filter." }))
    .catch(reportProblem("The link was not copied"));
}
