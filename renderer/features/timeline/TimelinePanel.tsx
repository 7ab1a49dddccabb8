import { NotebookPen } from "lucide-react";
import { useMemo, useState } from "react";
import { type EventKind, eventKinds } from "../../../shared/domain/events/fleetEvent.ts";
import { eventsStore } from "../../state/eventsStore.ts";
import { Button } from "../../ui/Button.tsx";
import { eventLooks } from "../../ui/eventLooks.ts";
import { formatNumber } from "../../ui/format.ts";
import { Panel } from "../../ui/Panel.tsx";
import { Select } from "../../ui/Select.tsx";
import { StatusText } from "../../ui/StatusIcon.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { EventList } from "./EventList.tsx";
import { NoteDialog } from "./NoteDialog.tsx";
import styles from "./Timeline.module.css";

type Shown = EventKind | "all";

const kinds: readonly { readonly id: Shown; readonly label: string }[] = [
  { id: "all", label: "All types" },
  ...eventKinds.map((id) => ({ id, label: eventLooks[id].label })),
];
/** Drawn at first, and with each press of Show more. */
const page = 50;

/** What happened in the last day, newest first. */
export function TimelinePanel() {
  const { events, total, problem } = eventsStore();
  const [kind, setKind] = useState<Shown>("all");
  const [most, setMost] = useState(page);
  const [noting, setNoting] = useState(false);
  const ofKind = useMemo(() => (events ?? []).filter((one) => kind === "all" || one.kind === kind), [events, kind]);
  const shown = ofKind.slice(0, most);
  const held = events?.length ?? 0;
  const count = kind === "all" ? total : ofKind.length;
  return (
    <Panel
      title="Timeline"
      className={styles.panel ?? ""}
      bodyClassName={styles.body ?? ""}
      controls={
        <>
          <Select label="Type of event" options={kinds} value={kind} onChange={setKind} />
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
          {shown.length === 0 ? <p className={styles.none}>{noneText(kind)}</p> : <EventList events={shown} />}
        </div>
      )}
      <footer className={styles.foot}>
        <span className="small fg3">
          {`${formatNumber(shown.length)} of ${formatNumber(count)} in 24 h`}
          {kind !== "all" && held < total ? `, among the newest ${formatNumber(held)}` : ""}
        </span>
        {ofKind.length > shown.length ? (
          <Button variant="link" onPress={() => setMost(most + page)}>
            Show more
          </Button>
        ) : null}
      </footer>
      {noting ? <NoteDialog onClose={() => setNoting(false)} /> : null}
    </Panel>
  );
}

function noneText(kind: Shown): string {
  if (kind === "all") return "Nothing happened in the last 24 hours, as far as this console knows.";
  return `No event of this type in the last 24 hours: ${eventLooks[kind].label.toLowerCase()}.`;
}
