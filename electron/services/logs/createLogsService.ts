import { type CancelSignal, throwIfCancelled } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { mergeByTime } from "../../../shared/domain/logs/mergeLines.ts";
import { limitPage } from "../../../shared/domain/logs/page.ts";
import { addVolumes, type LogVolume } from "../../../shared/domain/logs/volume.ts";
import { problemOf } from "./problemOf.ts";
import { type TailBatch, tailMerged } from "./tailMerged.ts";
import type { LogAnswer, LogProblem, LogQuery, LogSource, LogWish } from "./types.ts";

/** Which sources are asked; null for all. */
interface Asked {
  readonly sources: readonly string[] | null;
}

interface CountedVolume {
  /** Null when no source counts. */
  readonly volume: LogVolume | null;
  /** Sources that do not count by themselves: what was read of them is all there is to count. */
  readonly uncounted: readonly string[];
  readonly problems: readonly LogProblem[];
}

export interface LogsService {
  /** In the workspace's order, `hosts` first. */
  readonly sources: readonly LogSource[];
  setSources(sources: readonly LogSource[]): void;
  /** One page over all sources that are asked, in time order; pods are asked where they are named. NOT_FOUND for a source that there is not. */
  query(query: LogQuery & Asked, signal: CancelSignal): Promise<LogAnswer>;
  /** Live lines of all sources, merged by time; ends when cancelled. */
  tail(wish: LogWish & Asked, signal: CancelSignal): AsyncGenerator<TailBatch, void>;
  volume(
    wish: LogWish & Asked,
    window: { readonly startMs: number; readonly endMs: number; readonly stepMs: number },
    signal: CancelSignal,
  ): Promise<CountedVolume>;
}

const speakers = {
  logql: { kind: "loki", message: "LogQL needs a Loki among the sources: what is asked here has none" },
  lucene: {
    kind: "elasticsearch",
    message: "A query string needs an Elasticsearch among the sources: what is asked here has none",
  },
} as const;

/** Asks every source and makes one stream of what they say. `named` finds those that are asked by name alone, as pods are. */
export function createLogsService({
  clock,
  named = () => null,
}: {
  readonly clock: Clock;
  readonly named?: (name: string) => LogSource | null;
}): LogsService {
  let sources: readonly LogSource[] = [];
  const changed = new Emitter<void>();

  /** A server's own language is for those that speak it. */
  function asked({ sources: names, filter }: LogWish & Asked): readonly LogSource[] {
    const chosen = names === null ? sources : [...new Set(names)].map(sourceNamed);
    if (filter.own === null) return chosen;
    const { kind, message } = speakers[filter.own.language];
    const able = chosen.filter((source) => source.kind === kind);
    if (able.length > 0) return able;
    throw new MidwatchError("UNSUPPORTED", message);
  }

  function sourceNamed(name: string): LogSource {
    const found = sources.find((source) => source.name === name) ?? named(name);
    if (found) return found;
    throw new MidwatchError("NOT_FOUND", `No source of logs is called ${name} in this workspace`);
  }

  return {
    get sources() {
      return sources;
    },
    setSources(next) {
      const isSame = next.length === sources.length && next.every((source, index) => source === sources[index]);
      sources = next;
      if (!isSame) changed.fire();
    },

    async query(query, signal) {
      const answers = await Promise.all(asked(query).map((source) => answerOf(source, query, signal)));
      const page = limitPage(
        {
          lines: mergeByTime(answers.map(({ lines }) => lines)),
          completeFromMs: Math.max(query.startMs, ...answers.map(({ completeFromMs }) => completeFromMs)),
        },
        query.limit,
      );
      return {
        completeFromMs: page.completeFromMs,
        // Older ones of the other sources come with the next page: no line is passed over.
        lines: page.lines.filter(({ timeMs }) => timeMs >= page.completeFromMs),
        problems: answers.flatMap(({ problems }) => problems),
        appliedHere: [...new Set(answers.flatMap(({ appliedHere }) => appliedHere))],
      };
    },

    // Begins anew when there are other sources.
    async *tail(wish, signal) {
      while (!signal.aborted) {
        const stop = new AbortController();
        const onAbort = () => stop.abort();
        signal.addEventListener("abort", onAbort, { once: true });
        const listening = changed.event(onAbort);
        try {
          yield* tailMerged(asked(wish), wish, { clock, signal: stop.signal });
        } catch (error) {
          throwIfCancelled(signal);
          if (!stop.signal.aborted) throw error;
        } finally {
          listening.dispose();
          signal.removeEventListener("abort", onAbort);
        }
      }
    },

    async volume(wish, window, signal) {
      const uncounted: string[] = [];
      const problems: LogProblem[] = [];
      const volumes = await Promise.all(
        asked(wish).map(async (source) => {
          try {
            const volume = await source.volume(wish, window, signal);
            if (volume === null) uncounted.push(source.name);
            return volume;
          } catch (error) {
            throwIfCancelled(signal);
            problems.push(problemOf(source, error));
            uncounted.push(source.name);
            return null;
          }
        }),
      );
      return { volume: addVolumes(volumes.filter((volume) => volume !== null)), uncounted, problems };
    },
  };
}

/** A source that fails is a problem of the answer. */
async function answerOf(source: LogSource, query: LogQuery, signal: CancelSignal): Promise<LogAnswer> {
  try {
    return await source.query(query, signal);
  } catch (error) {
    throwIfCancelled(signal);
    return { lines: [], completeFromMs: query.startMs, problems: [problemOf(source, error)], appliedHere: [] };
  }
}
