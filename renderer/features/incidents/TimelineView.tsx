import { type RefObject, useMemo, useState } from "react";
import type { IncidentEdit } from "../../../shared/domain/incident/change.ts";
import type { IncidentEntry } from "../../../shared/domain/incident/entry.ts";
import { foldRepeats } from "../../../shared/domain/incident/repeats.ts";
import type { Incident } from "../../state/incidentsStore.ts";
import { useViewer } from "../../state/viewer.ts";
import { formatNumber } from "../../ui/format.ts";
import { Panel } from "../../ui/Panel.tsx";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import { EntryItem } from "./EntryItem.tsx";
import styles from "./Incidents.module.css";
import { NoteBox } from "./NoteBox.tsx";
import { RepeatsItem } from "./RepeatsItem.tsx";
import { isScoped } from "./scoped.ts";

const choices = [
  { id: "all", label: "All" },
  { id: "ours", label: "Notes, pins, runs" },
  { id: "events", label: "Events" },
] as const;
type Choice = (typeof choices)[number]["id"];

/** What happened and what people had to say, newest first. */
export function TimelineView({
  incident,
  entries,
  edits,
  boxRef,
}: {
  readonly incident: Incident;
  readonly entries: readonly IncidentEntry[];
  readonly edits: readonly IncidentEdit[];
  readonly boxRef: RefObject<HTMLFormElement | null>;
}) {
  const viewer = useViewer();
  const [choice, setChoice] = useState<Choice>("all");
  const edited = useMemo(() => new Set(edits.map(({ entry }) => entry)), [edits]);
  const shown = useMemo(
    () =>
      entries.filter(({ body }) => choice === "all" || (body.kind === "event") === (choice === "events")).toReversed(),
    [entries, choice],
  );
  const items = useMemo(() => foldRepeats(shown), [shown]);
  const told = (entry: IncidentEntry) => (
    <EntryItem key={entry.id} incident={incident.id} entry={entry} isEdited={edited.has(entry.id)} />
  );
  return (
    <Panel
      title="Timeline"
      count={`${formatNumber(shown.length)} ${shown.length === 1 ? "entry" : "entries"}, newest first`}
      controls={<SegmentedControl label="Entries" size="sm" segments={choices} value={choice} onChange={setChoice} />}
      className={styles.timeline ?? ""}
      bodyClassName={styles.timelineBody ?? ""}
    >
      {viewer === null && incident.status !== "closed" ? <NoteBox id={incident.id} boxRef={boxRef} /> : null}
      {shown.length === 0 ? (
        <p className={styles.none}>
          {choice === "ours"
            ? "Nobody has written or pinned anything yet."
            : isScoped(incident)
              ? "Nothing has happened to its services and hosts, as far as this console knows."
              : "It is about no service and no host yet. Name them with Edit: what happens to them is then written here."}
        </p>
      ) : (
        <ol
          className={styles.entries}
          aria-label="Timeline entries"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
          tabIndex={0}
        >
          {items.map((item) =>
            item.kind === "entry" ? told(item.entry) : <RepeatsItem key={item.name} repeats={item} entryItem={told} />,
          )}
        </ol>
      )}
    </Panel>
  );
}
