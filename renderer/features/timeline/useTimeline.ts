import { useCallback, useEffect, useMemo, useState } from "react";
import { reportProblem } from "../../app/report.ts";
import { useClient } from "../../state/client.ts";
import { eventsStore, type FleetEvent } from "../../state/eventsStore.ts";
import type { TimelineView } from "./timelineView.ts";

const perPage = 200;

interface Found {
  /** What was asked for: an answer to another question is not shown. */
  readonly key: string;
  readonly events: readonly FleetEvent[];
  readonly total: number;
}

export interface Timeline {
  /** Newest first, those that happen meanwhile among them; null before the first answer. */
  readonly events: readonly FleetEvent[] | null;
  /** How many older ones there are. */
  readonly older: number;
  readonly showOlder: () => void;
}

/** The events of a view, the newest first and older ones page by page. */
export function useTimeline({ kind, host, window }: TimelineView): Timeline {
  const { call } = useClient();
  const live = eventsStore(({ events }) => events);
  const [found, setFound] = useState<Found | null>(null);
  const { fromMs, toMs } = window ?? { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
  const key = JSON.stringify([kind, host, fromMs, toMs]);
  const known = found?.key === key ? found : null;

  const ask = useCallback(
    (after: FleetEvent | null, signal?: AbortSignal) =>
      call(
        "events.find",
        { fromMs, toMs, limit: perPage, kind, host, after: after && { id: after.id, atMs: after.atMs } },
        signal,
      ),
    [call, fromMs, toMs, kind, host],
  );

  useEffect(() => {
    const abort = new AbortController();
    ask(null, abort.signal).then(
      ({ events, total }) => setFound({ key, events, total }),
      (error: unknown) => (abort.signal.aborted ? undefined : reportProblem("The timeline was not read")(error)),
    );
    return () => abort.abort();
  }, [ask, key]);

  const last = known?.events.at(-1) ?? null;
  const showOlder = () => {
    ask(last).then(
      ({ events, total }) =>
        // A second press, or another view meanwhile, leaves what is there.
        setFound((now) => (now === known && now ? { ...now, events: [...now.events, ...events], total } : now)),
      reportProblem("Older events were not read"),
    );
  };

  const events = useMemo(() => {
    if (!known) return null;
    const newestMs = known.events[0]?.atMs ?? fromMs;
    const ids = new Set(known.events.map(({ id }) => id));
    const fresh = (live ?? []).filter(
      (event) =>
        !ids.has(event.id) &&
        event.atMs >= newestMs &&
        event.atMs < toMs &&
        (kind === null || event.kind === kind) &&
        (host === null || event.host === host),
    );
    return [...fresh, ...known.events];
  }, [known, live, fromMs, toMs, kind, host]);

  return { events, older: Math.max(0, (known?.total ?? 0) - (known?.events.length ?? 0)), showOlder };
}
