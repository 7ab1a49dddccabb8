import { History, NotebookPen } from "lucide-react";
import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import { eventsStore } from "../../state/eventsStore.ts";
import { useHosts } from "../../state/hostsStore.ts";
import { navigate } from "../../state/navigation.ts";
import type { TimeWindow } from "../../state/timeRange.ts";
import { useWindowOfAddress } from "../../state/useWindowOfAddress.ts";
import { Button } from "../../ui/Button.tsx";
import { formatNumber } from "../../ui/format.ts";
import { MultiSelect } from "../../ui/MultiSelect.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { StatusText } from "../../ui/StatusIcon.tsx";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { EventList, type EventListHandle } from "./EventList.tsx";
import { KindSelect } from "./KindSelect.tsx";
import { NoteDialog } from "./NoteDialog.tsx";
import styles from "./Timeline.module.css";
import { parseTimelineView, type TimelineView, timelineRoute } from "./timelineView.ts";
import { useTimeline } from "./useTimeline.ts";

const allHosts = "";

/** What happened, of all days that are kept or of the window that is picked; the address says which kind, host and window. */
export function TimelinePage({ query }: { readonly query: string }) {
  const view = useMemo(() => parseTimelineView(query), [query]);
  const { kind, host } = view;
  const hosts = useHosts();
  const problem = eventsStore((state) => state.problem);
  const { events, older, showOlder } = useTimeline(view);
  const list = useRef<EventListHandle>(null);
  useFocusOlder(list, events?.at(-1)?.id ?? null, older);
  const [noting, setNoting] = useState(false);
  const show = useCallback(
    (change: Partial<TimelineView>) => navigate(timelineRoute({ ...view, ...change }), { replace: true }),
    [view],
  );
  const onWindow = useCallback((window: TimeWindow | null) => show({ window }), [show]);
  useWindowOfAddress(view.window, onWindow);

  const names = [...new Set([...hosts.map(({ name }) => name), ...(host === null ? [] : [host])])].sort();
  const hostOptions = [{ id: allHosts, label: "All hosts" }, ...names.map((name) => ({ id: name, label: name }))];
  return (
    <div className={styles.page}>
      <Panel
        title="Timeline"
        count={
          events === null || events.length === 0
            ? undefined
            : `${formatNumber(events.length)} of ${formatNumber(events.length + older)}`
        }
        className={styles.panel ?? ""}
        scroll
        controls={
          <>
            <KindSelect kind={kind} onChange={(next) => show({ kind: next })} />
            <MultiSelect
              label="Host"
              options={hostOptions}
              selected={[host ?? allHosts]}
              summary={host ?? "All hosts"}
              onChange={([next = allHosts]) => show({ host: next === allHosts ? null : next })}
              single
            />
            <Button icon={NotebookPen} onPress={() => setNoting(true)}>
              Write a note
            </Button>
          </>
        }
      >
        {problem === null ? null : (
          <p className={styles.problem}>
            <StatusText status="warning">{problem}</StatusText>
          </p>
        )}
        {events === null ? (
          <LoadingSkeleton label="Loading the timeline" rows={12} />
        ) : events.length === 0 ? (
          <EmptyState icon={History} title="No event">
            {view.window === null
              ? "Nothing like this happened in the last 90 days, as far as this console knows."
              : "Nothing like this happened in the window that is picked."}
          </EmptyState>
        ) : (
          <>
            <EventList ref={list} events={events} untilNow={view.window === null} />
            {older > 0 ? (
              <p className={styles.more}>
                <Button onPress={showOlder}>{`Show older: ${formatNumber(older)} more`}</Button>
              </p>
            ) : null}
          </>
        )}
      </Panel>
      {noting ? <NoteDialog onClose={() => setNoting(false)} /> : null}
    </div>
  );
}

/** The last page takes the button that was pressed for it: the focus goes on with the first line of that page. */
function useFocusOlder(list: RefObject<EventListHandle | null>, oldest: number | null, older: number): void {
  const before = useRef({ oldest, older });
  useLayoutEffect(() => {
    const { current } = before;
    before.current = { oldest, older };
    const isButtonGone = current.older > 0 && older === 0 && document.activeElement === document.body;
    if (isButtonGone && current.oldest !== null) list.current?.focusOlderThan(current.oldest);
  }, [list, oldest, older]);
}
