import { ArrowRightLeft, Siren } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { hostOf } from "../../../shared/domain/alerts/alertWords.ts";
import type { IncidentStatus } from "../../../shared/domain/incident/incident.ts";
import { covers } from "../../../shared/domain/incident/scope.ts";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { reportProblem } from "../../app/report.ts";
import { ChartScreen } from "../../charts/ChartScreen.tsx";
import { usePanelGroup } from "../../charts/usePanelGroup.ts";
import { type Alert, alertsStore, sortedAlerts } from "../../state/alertsStore.ts";
import { useClient } from "../../state/client.ts";
import type { Incident } from "../../state/incidentsStore.ts";
import { navigate } from "../../state/navigation.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { useViewer } from "../../state/viewer.ts";
import { Button } from "../../ui/Button.tsx";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import screen from "../../ui/screen.module.css";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { EditIncidentDialog } from "./EditIncidentDialog.tsx";
import { HandOverDialog } from "./HandOverDialog.tsx";
import { IncidentHeader } from "./IncidentHeader.tsx";
import styles from "./Incidents.module.css";
import { PostMortemView } from "./PostMortemView.tsx";
import { AboutPanel, EditsPanel, ImpactPanel, SeenBeforePanel } from "./SidePanels.tsx";
import { isScoped } from "./scoped.ts";
import { TimelineView } from "./TimelineView.tsx";
import { useImpact } from "./useImpact.ts";
import { type FollowedIncident, useIncident } from "./useIncident.ts";

const views = [
  { id: "timeline", label: "Timeline" },
  { id: "postMortem", label: "Post-mortem" },
] as const;
type View = (typeof views)[number]["id"];

/** A window that is picked on a chart of the past picks nothing else. */
const noZoom = { to: () => {}, leave: () => {} };
/** Pinned charts bring their own windows. */
const noRangeMs = 0;

/** An incident while it happens, and the post-mortem that falls out of it. */
export function IncidentPage({ id, query }: { readonly id: number; readonly query: string }) {
  const { followed, stream } = useIncident(id);
  if (followed) return <Followed followed={followed} view={viewOf(query)} />;
  if (stream.kind !== "ended" || !stream.error) return <LoadingSkeleton label="Loading the incident" />;
  return (
    <EmptyState
      icon={Siren}
      title="There is no such incident"
      action={<Button onPress={() => navigate({ page: "incidents" })}>All incidents</Button>}
    >
      {stream.error.message}
    </EmptyState>
  );
}

function Followed({ followed, view }: { readonly followed: FollowedIncident; readonly view: View }) {
  const { incident, entries, edits } = followed;
  const { id } = incident;
  const { call } = useClient();
  const viewer = useViewer();
  const zone = settingsStore(({ clock }) => clock);
  const group = usePanelGroup(null);
  const impact = useImpact(incident);
  const firing = useFiring(incident);
  const [asking, setAsking] = useState<"edit" | "handOver" | null>(null);
  const noteBox = useRef<HTMLFormElement>(null);
  const show = (next: View) =>
    navigate({ page: "incident", id, query: next === "timeline" ? "" : `view=${next}` }, { replace: true });
  const setStatus = (status: IncidentStatus) =>
    void call("incidents.change", { id, change: { status } }).catch(reportProblem("The status was not changed"));
  const close = () => setAsking(null);
  useKeys("Incident", [
    {
      keys: "n",
      label: "Note",
      hidden: viewer !== null || view !== "timeline",
      run: () => noteBox.current?.querySelector("input")?.focus(),
    },
    { keys: "p", label: "Post-mortem", run: () => show(view === "timeline" ? "postMortem" : "timeline") },
    { keys: "h", label: "Hand over", run: () => setAsking("handOver") },
    { keys: "e", label: "Edit", hidden: viewer !== null, run: () => viewer === null && setAsking("edit") },
  ]);
  return (
    <div className={screen.page}>
      <IncidentHeader incident={incident} onStatus={setStatus} onEdit={() => setAsking("edit")}>
        <SegmentedControl label="View" segments={views} value={view} onChange={show} />
        <Button icon={ArrowRightLeft} keys="H" onPress={() => setAsking("handOver")}>
          Hand over
        </Button>
      </IncidentHeader>
      {firing.length === 0 && isScoped(incident) && incident.status === "open" && viewer === null ? (
        <p className={styles.over}>
          None of its alerts fires now.
          <Button size="sm" onPress={() => setStatus("mitigated")}>
            Mark as mitigated
          </Button>
        </p>
      ) : null}
      {view === "postMortem" ? (
        <PostMortemView followed={followed} impact={impact} />
      ) : (
        <div className={styles.content}>
          <ChartScreen group={group} rangeMs={noRangeMs} zone={zone} zoom={noZoom}>
            <TimelineView incident={incident} entries={entries} edits={edits} boxRef={noteBox} />
          </ChartScreen>
          <aside className={styles.side} aria-label="About the incident">
            <ImpactPanel incident={incident} impact={impact} />
            <AboutPanel incident={incident} firing={firing} />
            <SeenBeforePanel id={id} entries={entries.length} />
            <EditsPanel edits={edits} />
          </aside>
        </div>
      )}
      {asking === "edit" ? <EditIncidentDialog incident={incident} onClose={close} /> : null}
      {asking === "handOver" ? <HandOverDialog followed={followed} firing={firing} onClose={close} /> : null}
    </div>
  );
}

/** Alerts of its services and hosts, worst first. */
function useFiring(incident: Incident): readonly Alert[] {
  const alerts = alertsStore((state) => state.alerts);
  return useMemo(
    () =>
      sortedAlerts(alerts).filter(
        (alert) =>
          alert.state === "firing" &&
          covers(incident, { service: alert.labels.service ?? null, host: hostOf(alert), alert: alert.id }),
      ),
    [alerts, incident],
  );
}

function viewOf(query: string): View {
  return new URLSearchParams(query).get("view") === "postMortem" ? "postMortem" : "timeline";
}
