import { useEffect, useMemo, useRef, useState } from "react";
import { errorText, isMidwatchError, MidwatchError } from "../../../shared/base/errors.ts";
import { parseFilter } from "../../../shared/domain/logs/filter/parseFilter.ts";
import { addVolumes, countVolume, type LogVolume, volumeStepMs } from "../../../shared/domain/logs/volume.ts";
import { useClient, useLinkState } from "../../state/client.ts";
import type { LogsView } from "../../state/logsView.ts";
import { hostNowMs } from "../../state/now.ts";
import { type AskedRange, timeRangeStore } from "../../state/timeRange.ts";
import { useStream } from "../../state/useStream.ts";
import { hostsSource, type LogGap, type LogSnapshot, LogStore } from "./LogStore.ts";
import { useSnapshot } from "./useSnapshot.ts";

/** Live lines are counted anew this often. */
const countEveryMs = 5000;
/** Clocks of hosts run ahead: what is written until a live page is read belongs to it. */
const mostAheadMs = 60_000;

export interface CountedLines {
  readonly volume: LogVolume;
  /** Sources whose lines were counted here, out of what was read. */
  readonly uncounted: readonly string[];
  readonly startMs: number;
  readonly endMs: number;
  /** Before this nothing was read of the uncounted sources: no lines there does not mean none. */
  readonly readFromMs: number;
}

export interface Logs {
  readonly store: LogStore;
  readonly snapshot: LogSnapshot;
  readonly counted: CountedLines | null;
  /** The filter cannot be asked, and where it is wrong. */
  readonly filterProblem: string | null;
  /** Before this the window is not read yet; null when all of it is. */
  readonly olderBeforeMs: number | null;
  /** More lines before the oldest. */
  readonly readOlder: () => void;
  readonly readGap: (gap: LogGap) => void;
}

/** The lines of a view: a page of its window, and live ones after it while the range moves. */
export function useLogs(view: LogsView, asked: AskedRange): Logs {
  const { call } = useClient();
  const linkOpen = useLinkState().kind === "open";
  const [store] = useState(() => new LogStore());
  const snapshot = useSnapshot(store);
  const { rangeMs, endMs: fixedEndMs } = asked;
  const wish = { filter: view.filter, hosts: listed(view.hosts), sources: listed(view.sources) };
  const key = JSON.stringify([wish, rangeMs, fixedEndMs ?? null, linkOpen]);
  const filter = useMemo(() => readFilter(view.filter), [view.filter]);
  const isAsked = filter.problem === null && linkOpen;
  /** How often the live lines of which question began. */
  const [begun, setBegun] = useState<{ readonly of: string; readonly times: number } | null>(null);
  /** Hosts whose past is still to be read. */
  const [late, setLate] = useState<readonly string[]>([]);
  const wishKey = JSON.stringify(wish);
  const isLive = fixedEndMs === undefined;
  const times = begun?.of === wishKey ? begun.times : 0;
  const [window, setWindow] = useState<{ readonly startMs: number; readonly endMs: number } | null>(null);

  const tail = useStream(
    "logs.tail",
    isAsked && isLive ? wish : null,
    (batch) => {
      store.takeLive(batch);
      if (batch.began) setBegun({ of: wishKey, times: times + 1 });
      if (batch.lateHosts.length > 0) setLate((hosts) => [...hosts, ...batch.lateHosts]);
    },
    { credit: 2 },
  );
  // The live lines first: what is written between them and the page would be in neither.
  const isPageDue = !isLive || times > 0 || tail.kind === "ended";
  useEffect(() => {
    if (!isAsked || !isLive) setBegun(null);
  }, [isAsked, isLive]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for all that is asked
  useEffect(() => {
    if (!isAsked) return undefined;
    store.ask(filter.terms);
    if (!isPageDue) return undefined;
    const stop = new AbortController();
    const endMs = fixedEndMs ?? hostNowMs();
    const startMs = endMs - rangeMs;
    setWindow({ startMs, endMs });
    call("logs.query", { ...wish, startMs, endMs: isLive ? endMs + mostAheadMs : endMs }, stop.signal)
      .then((page) => store.takePage(page))
      .catch((error: unknown) => {
        if (stop.signal.aborted) return;
        const code = isMidwatchError(error) ? error.code : "INTERNAL";
        store.fail({ source: "", where: "", code, message: errorText(error) });
      });
    return () => stop.abort(new MidwatchError("CANCELLED", "Another question"));
  }, [key, isAsked, isPageDue, times, store, call]);

  const more = (
    query: typeof wish & { readonly startMs: number; readonly endMs: number },
    done: (page: Parameters<LogStore["takeMore"]>[0]) => void,
  ) => {
    call("logs.query", query)
      .then(done)
      .catch((error: unknown) => {
        const code = isMidwatchError(error) ? error.code : "INTERNAL";
        store.fail({ source: "", where: "", code, message: errorText(error) });
      });
  };

  const asking = useRef(key);
  asking.current = key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for all that is asked
  useEffect(() => {
    if (late.length === 0 || snapshot.loading || !window) return;
    setLate([]);
    const endMs = hostNowMs() + mostAheadMs;
    const of = { ...wish, hosts: [...late], sources: [hostsSource] };
    more({ ...of, startMs: window.startMs, endMs }, (page) => {
      if (asking.current === key) store.takeLate(page, late);
    });
  }, [late, snapshot.loading, window, key, store]);

  const counted = useCounted(store, snapshot, isAsked ? wish : null, window, isLive, key);

  return {
    store,
    snapshot,
    counted,
    filterProblem: filter.problem,
    olderBeforeMs: olderBeforeMs(snapshot, window),
    readOlder() {
      const fromMs = snapshot.completeFromMs;
      if (fromMs === null || !window) return;
      // Past the window's start the same stretch again.
      const startMs = fromMs > window.startMs ? window.startMs : fromMs - rangeMs;
      more({ ...wish, startMs, endMs: fromMs }, (page) => store.takeMore(page, true));
    },
    readGap(gap) {
      more({ ...wish, startMs: Math.floor(gap.fromMs), endMs: Math.ceil(gap.toMs) }, (page) => {
        store.closeGap(gap);
        store.takeMore(page, false);
      });
    },
  };
}

function olderBeforeMs(
  { loading, completeFromMs }: LogSnapshot,
  window: { readonly startMs: number } | null,
): number | null {
  if (loading || completeFromMs === null || window === null) return null;
  return completeFromMs > window.startMs ? completeFromMs : null;
}

function listed(names: readonly string[] | null): string[] | null {
  return names === null ? null : [...names];
}

function readFilter(text: string) {
  try {
    const { terms, own } = parseFilter(text);
    return { terms: own === null ? terms : null, problem: null };
  } catch (error) {
    return { terms: null, problem: errorText(error) };
  }
}

/** Lines by level over the window: from the sources that count, and from what was read of the others. */
function useCounted(
  store: LogStore,
  snapshot: LogSnapshot,
  wish: { filter: string; hosts: string[] | null; sources: string[] | null } | null,
  window: { readonly startMs: number; readonly endMs: number } | null,
  isLive: boolean,
  key: string,
): CountedLines | null {
  const { call } = useClient();
  const [counted, setCounted] = useState<CountedLines | null>(null);
  const live = timeRangeStore((state) => state.live);
  const loading = snapshot.loading;
  const latest = useRef(wish);
  latest.current = wish;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for all that is asked
  useEffect(() => {
    if (!window || loading) return undefined;
    const stop = new AbortController();
    const rangeMs = window.endMs - window.startMs;
    const count = async () => {
      const asking = latest.current;
      if (!asking) return;
      const endMs = isLive ? hostNowMs() : window.endMs;
      const stepMs = volumeStepMs(rangeMs);
      const startMs = endMs - rangeMs;
      const answer = await call("logs.volume", { ...asking, startMs, endMs, stepMs }, stop.signal);
      const read = countVolume(linesOf(store, answer.uncounted), { startMs, endMs, stepMs });
      const volume = addVolumes(answer.volume ? [answer.volume, read] : [read]) ?? read;
      if (!stop.signal.aborted) {
        const readFromMs = store.current.completeFromMs ?? startMs;
        setCounted({ volume, uncounted: answer.uncounted, startMs, endMs, readFromMs });
      }
    };
    // What fails here is told by the lines themselves.
    const run = () => void count().catch(() => {});
    run();
    const timer = isLive && live ? setInterval(run, countEveryMs) : null;
    return () => {
      stop.abort(new MidwatchError("CANCELLED", "Another question"));
      if (timer !== null) clearInterval(timer);
    };
  }, [key, window, loading, isLive, live, store, call]);

  return counted;
}

const mostCounted = 200_000;

function* linesOf(store: LogStore, sources: readonly string[]) {
  for (const line of store.newest(mostCounted)) if (sources.includes(line.source)) yield line;
}
