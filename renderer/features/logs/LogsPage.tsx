import { ArrowUp } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { PinButton } from "../../app/incidents/PinButton.tsx";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { useHosts } from "../../state/hostsStore.ts";
import { openInvestigation } from "../../state/investigateView.ts";
import { formatLogsView, type LogsView, parseLogsView } from "../../state/logsView.ts";
import { navigate, type Route } from "../../state/navigation.ts";
import { type ServiceDefinition, servicesStore } from "../../state/servicesStore.ts";
import { leaveZoom, timeRangeStore, useAskedRange, zoomTo } from "../../state/timeRange.ts";
import { useWindowOfAddress } from "../../state/useWindowOfAddress.ts";
import { Button } from "../../ui/Button.tsx";
import { formatNumber } from "../../ui/format.ts";
import { MultiSelect } from "../../ui/MultiSelect.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { FilterField } from "./FilterField.tsx";
import { createHighlight } from "./highlight.ts";
import { ImportShipper } from "./ImportShipper.tsx";
import { LineDetail } from "./LineDetail.tsx";
import { LinesInView } from "./LinesInView.tsx";
import styles from "./Logs.module.css";
import { rowsOf } from "./LogTable.tsx";
import { levelChoices, levelsOf, withLevels } from "./levels.ts";
import { lineKey } from "./lineKey.ts";
import { Notices } from "./Notices.tsx";
import { PatternsPanel } from "./PatternsPanel.tsx";
import { shownLines } from "./pinnedLines.ts";
import { sourceChoices, sourceLabel } from "./sourceChoices.ts";
import { useLineInHand } from "./useLineInHand.ts";
import { useLogs } from "./useLogs.ts";
import { useSources } from "./useSources.ts";
import { VolumeChart, VolumeLegend } from "./VolumeChart.tsx";

/** Lines of every source in one stream: filtered, counted, live. The address holds the whole view. */
export function LogsPage({ query }: { readonly query: string }) {
  const view = useMemo(() => parseLogsView(query), [query]);
  const show = useCallback((next: LogsView) => navigate({ page: "logs", query: formatLogsView(next) }), []);
  useWindowOfAddress(
    view.window,
    useCallback((window) => show({ ...view, window }), [show, view]),
  );
  const asked = useAskedRange();
  const logs = useLogs(view, asked);
  const { store, snapshot, counted } = logs;
  const hosts = useHosts();
  const services = servicesStore(({ definitions }) => definitions);
  const sources = useSources();
  const choices = useMemo(() => sourceChoices(sources, view.sources ?? []), [sources, view.sources]);
  const [selected, mean] = useLineInHand(store, snapshot, view.line);
  const live = timeRangeStore((state) => state.live);
  const filterInput = useRef<HTMLInputElement>(null);
  const highlight = useMemo(() => createHighlight(view.filter), [view.filter]);
  const line = selected === null ? null : store.line(selected);

  // A paused screen holds its place; so does one that is scrolled or read.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page that came is a place of its own
  useEffect(() => (live ? store.follow() : store.hold()), [live, store, snapshot.loading]);
  const leaveTop = (isAway: boolean) => {
    if (isAway) store.hold();
    else if (live && selected === null) store.follow();
  };
  const showLine = (shown: string | null) =>
    navigate({ page: "logs", query: formatLogsView({ ...view, line: shown }) }, { replace: true });
  const select = (number: number) => {
    const chosen = store.line(number);
    if (chosen === null) return;
    mean(number);
    store.hold();
    showLine(lineKey(chosen));
  };
  const setFilter = useCallback((filter: string) => show({ ...view, filter }), [show, view]);
  const addCondition = (condition: string) => setFilter(`${view.filter} ${condition}`.trim());
  const waiting = snapshot.heldAt === null ? 0 : Math.max(0, snapshot.end - snapshot.heldAt);
  const follow = () => {
    if (view.line !== null) showLine(null);
    store.follow();
  };

  useKeys("Logs", [
    { keys: "m", label: "Metrics", run: () => openMetrics(view, line?.host ?? null, services ?? []) },
    { keys: "i", label: "Investigate", run: () => openInvestigation(evidenceOf(view, line?.host ?? null)) },
    { keys: "n", label: "Newest lines", run: follow },
    { keys: "e", label: "Errors only", run: () => setFilter(withLevels(view.filter, ">=error")) },
    { keys: "escape", label: "Close the line", run: () => showLine(null) },
  ]);

  const rows = rowsOf(snapshot);
  const level = levelsOf(view.filter);
  return (
    <div className={styles.page}>
      <Panel
        title="Log volume"
        count="by level"
        controls={
          <>
            {counted ? <VolumeLegend counted={counted} /> : null}
            <ImportShipper />
            {view.window ? (
              <Button size="sm" onPress={leaveZoom}>
                Leave this window
              </Button>
            ) : null}
          </>
        }
        className={styles.volumePanel ?? ""}
      >
        {counted ? (
          <VolumeChart counted={counted} onPick={(window) => zoomTo(window)} />
        ) : (
          <LoadingSkeleton label="Counting lines" />
        )}
      </Panel>
      <Panel
        title="Logs"
        count={`${formatNumber(rows.count)} ${rows.count === 1 ? "line" : "lines"}${snapshot.loading ? ", reading" : ""}`}
        lead={
          <FilterField
            value={view.filter}
            problem={logs.filterProblem}
            onChange={setFilter}
            askedOf={view.sources?.join(", ") ?? "all sources"}
            inputRef={filterInput}
          />
        }
        controls={
          <>
            <PinButton what="the newest lines" take={() => shownLines(store, snapshot, view.filter)} bare />
            <SegmentedControl
              label="Levels"
              size="sm"
              segments={levelChoices}
              value={levelChoices.find(({ id }) => id === level)?.id ?? "all"}
              onChange={(id) => setFilter(withLevels(view.filter, id === "all" ? null : id))}
            />
            <MultiSelect
              label="Hosts"
              options={hosts.map(({ name }) => ({ id: name, label: name }))}
              selected={view.hosts ?? []}
              summary={summaryOf(view.hosts, "All hosts")}
              onChange={(names) => show({ ...view, hosts: names.length === 0 ? null : names })}
            />
            {choices.length > 1 || view.sources !== null ? (
              <MultiSelect
                label="Sources"
                options={choices}
                selected={view.sources ?? []}
                summary={summaryOf(view.sources?.map(sourceLabel) ?? null, "All sources")}
                onChange={(names) => show({ ...view, sources: names.length === 0 ? null : names })}
              />
            ) : null}
          </>
        }
        className={styles.logsPanel ?? ""}
        bodyClassName={styles.logsBody ?? ""}
      >
        <Notices snapshot={snapshot} onReadGap={logs.readGap} />
        {waiting > 0 && selected === null ? (
          <Button className={styles.newer ?? ""} icon={ArrowUp} size="sm" onPress={follow}>
            {formatNumber(waiting)} newer
          </Button>
        ) : null}
        <LinesInView
          logs={logs}
          hasFilter={view.filter !== ""}
          selected={selected}
          highlight={highlight}
          onSelect={select}
          onLeaveTop={leaveTop}
        />
      </Panel>
      <Panel title={line ? "Line" : "Patterns"} scroll className={styles.aside ?? ""}>
        {line ? (
          <LineDetail line={line} onFilter={addCondition} />
        ) : (
          <PatternsPanel
            store={store}
            version={`${snapshot.loading} ${snapshot.completeFromMs} ${Math.floor(snapshot.end / 500)}`}
            onFilter={addCondition}
          />
        )}
      </Panel>
    </div>
  );
}

/** The chosen line's host, else those of the screen; filter and window go along. */
function evidenceOf({ filter, hosts, window, line }: LogsView, host: string | null) {
  return { hosts: host === null ? (hosts ?? []) : [host], filter, window, line };
}

/**
 * Of the host of a line, else of the service whose lines are shown, else of the hosts; the window stands on every screen,
 * and the way back leads to the same lines.
 */
function openMetrics(view: LogsView, lineHost: string | null, services: readonly ServiceDefinition[]): void {
  const { filter, hosts } = view;
  const from: Route = { page: "logs", query: formatLogsView(view) };
  const service = services.find(({ logs }) => logs !== null && filter.startsWith(logs));
  const host = lineHost ?? (service ? null : (hosts?.[0] ?? null));
  if (host !== null) navigate({ page: "host", host }, { from });
  else if (service) navigate({ page: "service", name: service.name }, { from });
  else navigate({ page: "explore", query: "" }, { from });
}

function summaryOf(names: readonly string[] | null, all: string): string {
  if (names === null) return all;
  return names.length === 1 ? (names[0] ?? all) : `${names.length} chosen`;
}
