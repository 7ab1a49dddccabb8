import { NotebookPen } from "lucide-react";
import { useMemo, useState } from "react";
import type { EventKind } from "../../../shared/domain/events/fleetEvent.ts";
import { eventsStore } from "../../state/eventsStore.ts";
import { formatRoute } from "../../state/navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { eventLooks } from "../../ui/eventLooks.ts";
import { formatNumber } from "../../ui/format.ts";
import { Panel } from "../../ui/Panel.tsx";
import { StatusText } from "../../ui/StatusIcon.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { EventList } from "./EventList.tsx";
import { KindSelect } from "./KindSelect.tsx";
import { NoteDialog } from "./NoteDialog.tsx";
import styles from "./Timeline.module.css";
import { timelineRoute } from "./timelineView.ts";

/** The timeline's own page has them all. */
const mostShown = 50;

/** What happened in the last day, newest first. */
export function TimelinePanel() {
  const { events, total, problem } = eventsStore();
  const [kind, setKind] = useState<EventKind | null>(null);
  const [noting, setNoting] = useState(false);
  const ofKind = useMemo(() => (events ?? []).filter((one) => kind === null || one.kind === kind), [events, kind]);
  const shown = ofKind.slice(0, mostShown);
  const held = events?.length ?? 0;
  const count = kind === null ? total : ofKind.length;
  return (
    <Panel
      title="Timeline"
      className={styles.panel ?? ""}
      bodyClassName={styles.body ?? ""}
      controls={
        <>
          <KindSelect kind={kind} onChange={setKind} />
          <Button variant="ghost" icon={NotebookPen} aria-label="Write a note" onPress={() => setNoting(true)} />
        </>
      }
    >
      {events === null ? (
        <LoadingSkeleton label="Loading the timeline" />
      ) : (
        <div className={styles.scroll}>
          {problem === null ? null : (
            <p className={styles.problem}>
              <StatusText status="warning">{problem}</StatusText>
            </p>
          )}
          {shown.length === 0 ? <p className={styles.none}>{noneText(kind)}</p> : <EventList events={shown} untilNow />}
        </div>
      )}
      <footer className={styles.foot}>
        <span className="small fg3">
          {shown.length === 0 ? "" : `${formatNumber(shown.length)} of ${formatNumber(count)} in 24 h`}
          {kind !== null && held < total ? `, among the newest ${formatNumber(held)}` : ""}
        </span>
        <a href={formatRoute(timelineRoute({ kind }))}>Open timeline</a>
      </footer>
      {noting ? <NoteDialog onClose={() => setNoting(false)} /> : null}
    </Panel>
  );
}

function noneText(kind: EventKind | null): string {
  if (kind === null) return "Nothing happened in the last 24 hours, as far as this console knows.";
  return `No event of this type in the last 24 hours: ${eventLooks[kind].label.toLowerCase()}.`;
}
