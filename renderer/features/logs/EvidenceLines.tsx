import { useMemo, useRef } from "react";
import { createPortal } from "react-dom";
import { PinButton } from "../../app/incidents/PinButton.tsx";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import type { TimeWindow } from "../../charts/chartTypes.ts";
import { hostsStore } from "../../state/hostsStore.ts";
import type { CompareStep } from "../../state/investigateView.ts";
import type { LogsView } from "../../state/logsView.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { useAskedRange } from "../../state/timeRange.ts";
import { formatClock, formatNumber } from "../../ui/format.ts";
import { Panel } from "../../ui/Panel.tsx";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import { EvidenceVolume } from "./EvidenceVolume.tsx";
import { FilterField } from "./FilterField.tsx";
import { createHighlight } from "./highlight.ts";
import { LineDetail } from "./LineDetail.tsx";
import { LinesInView } from "./LinesInView.tsx";
import { isOfAll } from "./LogStore.ts";
import styles from "./Logs.module.css";
import { rowsOf } from "./LogTable.tsx";
import { levelChoices, levelsOf, withLevels } from "./levels.ts";
import { lineKey } from "./lineKey.ts";
import { Notices } from "./Notices.tsx";
import { shownLines } from "./pinnedLines.ts";
import { sourceLabel } from "./sourceChoices.ts";
import { useLineInHand } from "./useLineInHand.ts";
import { type Logs, useLogs } from "./useLogs.ts";
import { useVolumeBefore } from "./useVolumeBefore.ts";

/** The lines of some hosts beside other evidence: how many over the whole window, and those of the picked part of it. */
export function EvidenceLines({
  filter,
  hosts,
  picked,
  onFilter,
  line,
  onLine,
  detailIn,
  pods,
  compare,
}: {
  readonly filter: string;
  readonly hosts: readonly string[];
  /** What is read instead of the hosts' lines (see `PodSource`). */
  readonly pods: readonly string[] | null;
  /** How far back the volume is held against itself. */
  readonly compare: CompareStep | null;
  readonly picked: TimeWindow | null;
  readonly onFilter: (filter: string) => void;
  /** The line in hand: see `lineKey`. */
  readonly line: string | null;
  readonly onLine: (line: string | null) => void;
  /** Where the line in hand is told in full; null before there is that place. */
  readonly detailIn: Element | null;
}) {
  const asked = useAskedRange();
  const view = useMemo<LogsView>(() => {
    const about = { filter, window: null, line: null };
    if (pods !== null) return { ...about, hosts: null, sources: pods };
    return { ...about, hosts: hosts.length === 0 ? null : hosts, sources: null };
  }, [filter, hosts, pods]);
  const logs = useLogs(view, asked);
  const before = useVolumeBefore(view, logs.counted?.volume ?? null, compare);
  return (
    <>
      <EvidenceVolume counted={logs.counted} before={before} isRead={isAnyRead(logs, view)} />
      {picked ? (
        <PickedLines {...{ view, picked, onFilter, line, onLine, detailIn }} />
      ) : (
        <Lines {...{ view, logs, onFilter, line, onLine, detailIn }} picked={null} />
      )}
    </>
  );
}

/** Without a line, and with every place failed that was asked, nobody knows of any. */
function isAnyRead({ counted, snapshot: { problems } }: Logs, { hosts }: LogsView): boolean {
  if ((counted?.volume.levels.length ?? 0) > 0) return true;
  const isAway = (host: string) => problems.some(({ where }) => where === host);
  return !problems.some(isOfAll) && !(problems.length > 0 && hosts !== null && hosts.every(isAway));
}

interface LinesProps {
  readonly view: LogsView;
  readonly onFilter: (filter: string) => void;
  readonly line: string | null;
  readonly onLine: (line: string | null) => void;
  readonly detailIn: Element | null;
}

function PickedLines(props: LinesProps & { readonly picked: TimeWindow }) {
  const { view, picked } = props;
  const { fromMs, toMs } = picked;
  const logs = useLogs(view, { rangeMs: toMs - fromMs, endMs: toMs, live: false });
  return <Lines {...props} logs={logs} />;
}

function Lines({
  view: { filter, hosts, sources },
  logs,
  picked,
  onFilter,
  line,
  onLine,
  detailIn,
}: LinesProps & {
  readonly logs: Logs;
  readonly picked: TimeWindow | null;
}) {
  const { store, snapshot } = logs;
  const strangers = hostsStore(({ hosts: listed }) =>
    (hosts ?? []).filter((name) => !listed.some((host) => host.name === name)).join(", "),
  );
  const zone = settingsStore(({ clock }) => clock);
  const input = useRef<HTMLInputElement>(null);
  const [selected, mean] = useLineInHand(store, snapshot, line);
  const highlight = useMemo(() => createHighlight(filter), [filter]);
  const rows = rowsOf(snapshot);
  const level = levelsOf(filter);
  const inHand = selected === null ? null : store.line(selected);
  useKeys("Lines", [{ keys: "escape", label: "Close the line", run: () => onLine(null) }], {
    enabled: line !== null,
  });
  const of = sources === null ? "" : ` of ${sources.map(sourceLabel).join(", ")}`;
  const stretch = picked ? ` in ${formatClock(picked.fromMs, zone)}-${formatClock(picked.toMs, zone)}` : "";
  return (
    <Panel
      title="Logs"
      count={`${formatNumber(rows.count)} ${rows.count === 1 ? "line" : "lines"}${of}${stretch}${snapshot.loading ? ", reading" : ""}`}
      lead={
        <FilterField
          askedOf={sources?.join(", ") ?? "all sources"}
          value={filter}
          problem={logs.filterProblem}
          onChange={onFilter}
          inputRef={input}
        />
      }
      controls={
        <>
          <PinButton what="the newest lines" take={() => shownLines(store, snapshot, filter)} bare />
          <SegmentedControl
            label="Levels"
            size="sm"
            segments={levelChoices}
            value={levelChoices.find(({ id }) => id === level)?.id ?? "all"}
            onChange={(id) => onFilter(withLevels(filter, id === "all" ? null : id))}
          />
        </>
      }
      className={styles.evidenceLines ?? ""}
      bodyClassName={styles.logsBody ?? ""}
    >
      <Notices snapshot={snapshot} onReadGap={logs.readGap} />
      <LinesInView
        logs={logs}
        hasFilter={filter !== ""}
        strangers={strangers}
        selected={selected}
        highlight={highlight}
        onSelect={(number) => {
          const chosen = store.line(number);
          if (chosen) onLine(lineKey(chosen));
          mean(number);
          store.hold();
        }}
        onLeaveTop={(isAway) => {
          if (isAway) store.hold();
          else if (selected === null) store.follow();
        }}
      />
      {inHand && detailIn
        ? createPortal(
            <Panel title="Line" scroll reading className={styles.evidenceLine ?? ""}>
              <LineDetail line={inHand} onFilter={(condition) => onFilter(`${filter} ${condition}`.trim())} />
            </Panel>,
            detailIn,
          )
        : null}
    </Panel>
  );
}
