import { type CancelSignal, delay } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { LiveMerge } from "../../../shared/domain/logs/liveMerge.ts";
import type { LogLine } from "../../../shared/domain/logs/model.ts";
import { problemOf } from "./problemOf.ts";
import type { LogGap, LogProblem, LogSource, LogWish } from "./types.ts";

export interface TailBatch {
  /** In time order, as far as the sources are not late by more than the merge waits. */
  readonly lines: readonly LogLine[];
  readonly gaps: readonly LogGap[];
  /** Null when they are as before. */
  readonly problems: readonly LogProblem[] | null;
  /** Once: from here on nothing is missed, and a page that is asked for now has what came before. */
  readonly began: boolean;
  /** Followed only from now on: a page that was asked for before lacks what they wrote. */
  readonly lateHosts: readonly string[];
}

/** Hosts are read once a second, one earlier, one later. */
const holdMs = 1500;
const batchIntervalMs = 100;
/** What a screen takes in within a frame. */
const mostLinesOfBatch = 1000;
/** Of a consumer that does not keep up: what comes beyond is counted and told as a gap. */
const mostWaiting = 100_000;
/** A source that takes longer to begin is not waited for. */
const mostBeginningMs = 2000;

/** Follows all sources at once. Without a consumer that pulls, lines wait, and beyond a bound only their number is kept. */
export async function* tailMerged(
  sources: readonly LogSource[],
  wish: LogWish,
  { clock, signal }: { readonly clock: Clock; readonly signal: CancelSignal },
): AsyncGenerator<TailBatch, void> {
  const merge = new LiveMerge<LogLine>(holdMs);
  const stop = new AbortController();
  const problems = new Map<string, readonly LogProblem[]>();
  let ready: LogLine[] = [];
  let gaps: LogGap[] = [];
  let lateHosts: string[] = [];
  let changed = true;
  const beginning = new Set(sources);
  let began: "no" | "now" | "told" = sources.length === 0 ? "now" : "no";
  const begin = (started: Iterable<LogSource>) => {
    for (const source of started) beginning.delete(source);
    if (beginning.size === 0 && began === "no") began = "now";
  };
  const impatient = clock.after(mostBeginningMs, () => begin(sources));

  const tell = (source: string, found: readonly LogProblem[]) => {
    problems.set(source, found);
    changed = true;
  };
  const follow = async (source: LogSource): Promise<void> => {
    const sink = {
      began(lateHost?: string) {
        if (lateHost === undefined) begin([source]);
        else lateHosts.push(lateHost);
      },
      lines(lines: readonly LogLine[]) {
        if (merge.size + ready.length + lines.length <= mostWaiting) merge.add(lines, clock.monotonicMs());
        else gaps = withLost(gaps, lines);
      },
      gap(gap: LogGap) {
        gaps = [...gaps, gap].slice(-mostGaps);
      },
      problems(found: readonly LogProblem[]) {
        tell(source.name, found);
        if (found.length > 0) begin([source]);
      },
    };
    try {
      await source.tail(wish, sink, stop.signal);
    } catch (error) {
      if (stop.signal.aborted) return;
      tell(source.name, [problemOf(source, error)]);
      begin([source]);
    }
  };

  const onAbort = () => stop.abort();
  signal.addEventListener("abort", onAbort, { once: true });
  const followed = Promise.all(sources.map(follow));
  try {
    while (!signal.aborted) {
      ready.push(...merge.take(clock.monotonicMs()));
      if (ready.length > 0 || gaps.length > 0 || lateHosts.length > 0 || changed || began === "now") {
        const batch: TailBatch = {
          lines: ready.slice(0, mostLinesOfBatch),
          gaps,
          problems: changed ? [...problems.values()].flat() : null,
          began: began === "now",
          lateHosts,
        };
        ready = ready.slice(mostLinesOfBatch);
        gaps = [];
        lateHosts = [];
        changed = false;
        if (batch.began) began = "told";
        yield batch;
      }
      if (ready.length < mostLinesOfBatch) await delay(clock, batchIntervalMs, signal);
    }
  } finally {
    impatient.dispose();
    signal.removeEventListener("abort", onAbort);
    stop.abort();
    await followed;
  }
}

const mostGaps = 100;
const lostReason = "They came faster than they could be shown";

/** Lines that nobody could take in time: one gap a source, host and stream. */
function withLost(gaps: readonly LogGap[], lines: readonly LogLine[]): LogGap[] {
  const grown = [...gaps];
  for (const { source, host, stream, timeMs } of lines) {
    const at = grown.findIndex(
      (gap) => gap.reason === lostReason && gap.source === source && gap.host === host && gap.stream === stream,
    );
    const known = grown[at];
    if (known) {
      grown[at] = {
        ...known,
        fromMs: Math.min(known.fromMs, timeMs),
        toMs: Math.max(known.toMs, timeMs + 1),
        missing: { count: (known.missing?.count ?? 0) + 1, unit: "lines" },
      };
    } else {
      const missing = { count: 1, unit: "lines" } as const;
      grown.push({ source, host, stream, fromMs: timeMs, toMs: timeMs + 1, missing, reason: lostReason });
    }
  }
  return grown.slice(-mostGaps);
}
