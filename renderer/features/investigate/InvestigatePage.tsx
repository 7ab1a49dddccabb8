import { PanelRightOpen, SearchCode } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { formatValue } from "../../../shared/domain/format/units.ts";
import { inferUnit } from "../../../shared/domain/promql/inferUnit.ts";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { ChartScreen } from "../../charts/ChartScreen.tsx";
import type { TimeWindow } from "../../charts/chartTypes.ts";
import { eventMarks } from "../../charts/eventMarks.ts";
import type { ChartEvidence, Threshold } from "../../charts/overlays.ts";
import { panelStepMs } from "../../charts/step.ts";
import { foremostQueries, useExpected } from "../../charts/useExpected.ts";
import { usePanelGroup } from "../../charts/usePanelGroup.ts";
import { useWidth } from "../../charts/useWidth.ts";
import type { Alert } from "../../state/alertsStore.ts";
import { useHosts } from "../../state/hostsStore.ts";
import {
  type CompareStep,
  formatInvestigateView,
  type InvestigateView,
  openInvestigatedLogs,
  parseInvestigateView,
} from "../../state/investigateView.ts";
import { navigate } from "../../state/navigation.ts";
import type { ServiceState } from "../../state/servicesStore.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { leaveZoom, useAskedRange, zoomTo } from "../../state/timeRange.ts";
import { useEventsOf } from "../../state/useEventsOf.ts";
import { useWindowOfAddress } from "../../state/useWindowOfAddress.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import screen from "../../ui/screen.module.css";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import { useLayoutWidth } from "../../ui/useMediaQuery.ts";
import { AlertFacts } from "./AlertFacts.tsx";
import { BrushKeys } from "./BrushKeys.tsx";
import { isBefore, placeEvidence } from "./compared.ts";
import { DiagnosisPanel } from "./DiagnosisPanel.tsx";
import { EventLane } from "./EventLane.tsx";
import { EvidenceChart } from "./EvidenceChart.tsx";
import { firingSpan } from "./firingSpan.ts";
import { HostsAway } from "./HostsAway.tsx";
import styles from "./Investigate.module.css";
import { InvestigateHeader } from "./InvestigateHeader.tsx";
import { NamedAlert } from "./NamedAlert.tsx";
import { NoLines } from "./NoLines.tsx";
import { RecommendedRunbooks } from "./RecommendedRunbooks.tsx";
import { UnknownSubject } from "./UnknownSubject.tsx";
import { useDiagnosis } from "./useDiagnosis.ts";
import { useEvidence } from "./useEvidence.ts";
import { useNothingBefore } from "./useNothingBefore.ts";
import { usePodLines } from "./usePodLines.ts";
import { type Unknown, useUnknown } from "./useUnknown.ts";

/** What stands beside the plots: legends, frames and axes, and the column on the right where it is one. */
const legendWidth = 240;
const sideWidth = 372;
const finestMs = 5000;

/** Draws log volume and lines of what is looked into, under the crosshair of the charts. */
export type EvidenceLines = (about: {
  readonly filter: string;
  readonly hosts: readonly string[];
  /** What is read instead of the hosts' lines (see `PodSource`). */
  readonly pods: readonly string[] | null;
  readonly compare: CompareStep | null;
  readonly picked: TimeWindow | null;
  readonly onFilter: (filter: string) => void;
  readonly line: string | null;
  readonly onLine: (line: string | null) => void;
  /** Where the line in hand is told in full. */
  readonly detailIn: Element | null;
}) => ReactNode;

/** What can be done about the alert; null once it does not fire any more. */
export type AlertActions = (alert: Alert | null) => ReactNode;

/** Why something is wrong: what fires, the service, its GPUs, and the lines of the same hosts on one time axis. */
export function InvestigatePage({
  query,
  lines,
  actions,
}: {
  readonly query: string;
  readonly lines: EvidenceLines;
  readonly actions: AlertActions;
}) {
  const view = useMemo(() => parseInvestigateView(query), [query]);
  const unknown = useUnknown(view);
  if (view.expr === null && view.service === null && view.hosts.length === 0 && view.pod === null) {
    if (view.alert !== null && view.title === null) return <NamedAlert id={view.alert} />;
    return (
      <EmptyState
        icon={SearchCode}
        title="Nothing is being looked into"
        action={<Button onPress={() => navigate({ page: "watch", query: "" })}>Show what fires</Button>}
      >
        Open an alert with Investigate, or a service, a host or a query with I.
      </EmptyState>
    );
  }
  const isAllThereIs = view.alert === null && view.expr === null && view.pod === null;
  if (unknown && isAllThereIs) return <UnknownSubject view={view} unknown={unknown} />;
  return <Investigation view={view} unknown={unknown} lines={lines} actions={actions} />;
}

function Investigation({
  view,
  unknown,
  lines,
  actions,
}: {
  readonly view: InvestigateView;
  readonly unknown: Unknown | null;
  readonly lines: EvidenceLines;
  readonly actions: AlertActions;
}) {
  const asked = useAskedRange();
  const zone = settingsStore(({ clock }) => clock);
  const show = useCallback(
    (change: Partial<InvestigateView>) =>
      navigate({ page: "investigate", query: formatInvestigateView({ ...view, ...change }) }),
    [view],
  );
  useWindowOfAddress(
    view.window,
    useCallback((window) => show({ window }), [show]),
  );
  const [ref, width] = useWidth();
  const narrow = useLayoutWidth() === "narrow";
  const plotWidth = (width ?? 0) - legendWidth - (narrow ? 0 : sideWidth);
  const stepMs = panelStepMs(asked.rangeMs, plotWidth, finestMs);
  const { alert, service, hosts, panels } = useEvidence(view, stepMs);
  const { compare, picked } = view;
  const pods = usePodLines(view, service);
  const placed = useMemo(
    () => panels.map((evidence) => ({ evidence, placed: placeEvidence(evidence, compare, stepMs) })),
    [panels, compare, stepMs],
  );
  const queries = useMemo(
    () =>
      placed.flatMap(({ evidence: { source }, placed: { queries: asking } }) =>
        asking.map(({ id, expr }) => ({ id, expr, source })),
      ),
    [placed],
  );
  const group = usePanelGroup(width === null || queries.length === 0 ? null : { queries, stepMs, ...asked });
  const bands = useExpected(
    placed.flatMap(({ evidence, placed: panel }) => foremostQueries([panel], evidence.source)),
    asked,
  );
  const nothingBefore = useNothingBefore(
    group,
    queries.flatMap(({ id }) => (isBefore(id) ? [id] : [])),
  );
  // Without a place the lines would be those of the whole fleet.
  const isPlaced = view.service === null || service !== null || hosts.length > 0 || pods !== null;
  const diagnosis = useDiagnosis(subjectOf(view, alert, service));
  const environment = useEnvironment(service, hosts);
  const [side, setSide] = useState<HTMLElement | null>(null);
  const drawer = useDrawer(side, narrow);
  const events = useEventsOf(hosts, service?.definition.name ?? null);
  const pickedKey = JSON.stringify(picked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a window is compared by its content
  const evidence = useMemo<ChartEvidence>(() => ({ events: eventMarks(events), picked }), [events, pickedKey]);
  const latest = useRef(show);
  latest.current = show;
  const zoom = useMemo(
    () => ({
      to: (window: TimeWindow) => latest.current({ picked: window }),
      leave: () => latest.current({ picked: null }),
    }),
    [],
  );
  const { sinceMs, forMs, limit, expr } = view;
  const firing = useMemo(() => firingSpan({ sinceMs, forMs }, alert), [sinceMs, forMs, alert]);
  const thresholds = useMemo<readonly Threshold[]>(
    () =>
      limit === null
        ? []
        : [{ value: limit, label: `limit ${formatValue(limit, inferUnit(expr ?? ""))}`, severity: "critical" }],
    [limit, expr],
  );

  useKeys("Investigate", [
    {
      keys: "z",
      label: "Zoom to the brush",
      run: () => (picked ? zoomTo(picked) : leaveZoom()),
    },
    { keys: "b", label: "Clear the brush", run: () => show({ picked: null }) },
    { keys: "l", label: "Logs", run: () => openInvestigatedLogs({ ...view, hosts }, pods) },
  ]);
  useKeys("Diagnosis", [{ keys: "escape", label: "Close", run: drawer.close }], { enabled: drawer.isOpen });

  return (
    <div className={screen.page}>
      <InvestigateHeader
        view={view}
        alert={alert}
        environment={environment}
        nothingBefore={nothingBefore}
        actions={
          <>
            {narrow ? (
              <Button icon={PanelRightOpen} aria-expanded={drawer.isOpen} ref={drawer.opener} onPress={drawer.toggle}>
                Diagnosis
              </Button>
            ) : null}
            {actions(alert)}
          </>
        }
        onShow={show}
      />
      <HostsAway hosts={hosts} />
      <div className={styles.content} ref={ref}>
        <ChartScreen group={group} rangeMs={asked.rangeMs} zone={zone} zoom={zoom} evidence={evidence}>
          <BrushKeys picked={picked} onPick={(window) => show({ picked: window })} />
          <div className={styles.main}>
            <div className={styles.stack}>
              <EventLane events={events} onPick={(window) => show({ picked: window })} />
              <section
                className={styles.charts}
                aria-label="Charts"
                // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
                tabIndex={0}
              >
                {placed.map((one) => (
                  <EvidenceChart
                    key={one.evidence.id}
                    {...one}
                    compare={compare}
                    expected={bands.get(one.placed.queries[0]?.id ?? "") ?? null}
                    {...(one.evidence.id === "subject" ? { thresholds, firing } : {})}
                  />
                ))}
              </section>
            </div>
            {isPlaced ? (
              lines({
                filter: view.filter,
                hosts,
                pods,
                compare,
                picked,
                onFilter: (filter) => show({ filter }),
                line: view.line,
                onLine: (line) =>
                  navigate({ page: "investigate", query: formatInvestigateView({ ...view, line }) }, { replace: true }),
                detailIn: side,
              })
            ) : (
              <NoLines unknown={unknown} />
            )}
          </div>
          {/* Out of sight it still answers keys, and takes the line in hand. */}
          <aside
            className={cx(styles.side, narrow && styles.drawer)}
            aria-label="What is looked into"
            hidden={narrow && !drawer.isOpen && view.line === null}
            tabIndex={-1}
            ref={setSide}
          >
            <AlertFacts view={view} alert={alert} service={service} hosts={hosts} />
            <DiagnosisPanel diagnosis={diagnosis} />
            <RecommendedRunbooks report={diagnosis.report} />
          </aside>
        </ChartScreen>
      </div>
    </div>
  );
}

/** In a narrow window the column on the right lies over the charts when asked for; it gets the focus, and gives it back. */
function useDrawer(side: HTMLElement | null, narrow: boolean) {
  const [isAsked, setAsked] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const isOpen = narrow && isAsked;
  useEffect(() => {
    if (isOpen) side?.focus();
  }, [isOpen, side]);
  return {
    isOpen,
    opener,
    toggle: () => setAsked(!isAsked),
    close: () => {
      setAsked(false);
      opener.current?.focus();
    },
  };
}

/** What is judged: null while the service that is named is not known yet. */
function subjectOf(view: InvestigateView, alert: Alert | null, service: ServiceState | null) {
  if (view.service !== null && service === null) return null;
  const { hosts, sinceMs, window } = view;
  return {
    service: service?.definition.name ?? null,
    hosts: [...hosts],
    sinceMs: alert?.sinceMs ?? sinceMs,
    atMs: window?.toMs ?? null,
  };
}

/** That of the service, else the one that all of the hosts are in. */
function useEnvironment(service: ServiceState | null, hosts: readonly string[]): string | null {
  const known = useHosts();
  if (service?.definition.environment) return service.definition.environment;
  const found = new Set(known.flatMap(({ name, environment }) => (hosts.includes(name) ? [environment] : [])));
  const [only = null] = found;
  return found.size === 1 ? only : null;
}
