import { type CancelSignal, delay, throwIfCancelled } from "../../../../shared/base/cancel.ts";
import type { Clock } from "../../../../shared/base/clock.ts";
import { errorText, isMidwatchError, MidwatchError } from "../../../../shared/base/errors.ts";
import { formatTerm } from "../../../../shared/domain/logs/filter/formatFilter.ts";
import { hostNeedle } from "../../../../shared/domain/logs/filter/hostNeedle.ts";
import { lineMatcher } from "../../../../shared/domain/logs/filter/matchLine.ts";
import { mergeByTime } from "../../../../shared/domain/logs/mergeLines.ts";
import { type LogPage, limitPage } from "../../../../shared/domain/logs/page.ts";
import { type HostLog, isLogOf } from "../../../../shared/domain/workspace/hostLog.ts";
import { mapLimited } from "../../mapLimited.ts";
import type { LogConnections, LogProblem, LogQuery, LogSource, LogWish, TailSink } from "../types.ts";
import { type HostOutput, parseFrames } from "./frames.ts";
import { HostFollower } from "./hostFollower.ts";
import { readCommand, readScript } from "./readScript.ts";
import { entriesAskedFor, type HostReading, readingLimits } from "./request.ts";
import { windowAnswer } from "./windowAnswer.ts";

/** Between two readings of live lines; one command each, so that the host's few sessions stay free. */
const followIntervalMs = 1000;
/** A host that cannot be read is tried again after this long. */
const retryIntervalMs = 5000;
const timeoutMs = 30_000;
/** Hosts read at a time. */
const hostsAtATime = 16;

export interface HostLogsDependencies {
  readonly clock: Clock;
  readonly connections: LogConnections;
  /** Hexadecimal, new each time. */
  readonly nonce: () => string;
  /** Of the workspace, in its order. */
  readonly hosts: readonly string[];
  readonly logs: readonly HostLog[];
}

/** The logs that lie on the hosts, read over their SSH connections. */
export function createHostLogs({ clock, connections, nonce, hosts, logs }: HostLogsDependencies): LogSource {
  const logsOf = (host: string) => logs.filter((log) => isLogOf(log, host));
  const wanted = ({ hosts: named }: LogWish) =>
    hosts.filter((host) => (named === null || named.includes(host)) && logsOf(host).length > 0);

  async function read(host: string, reading: HostReading, signal: CancelSignal): Promise<HostOutput> {
    const connection = connections.of(host);
    if (!connection) throw new MidwatchError("UNAVAILABLE", "Not connected", { retryable: true });
    const mark = nonce();
    const result = await connection.exec(readCommand, {
      operation: "logs.read",
      timeoutMs,
      maxBytes: readingLimits.allBytes + 4 * 2 ** 20,
      stdin: readScript(mark, reading),
      signal,
    });
    const output = parseFrames(result.stdout, mark);
    if (output) return output;
    const said = (result.stderr || result.stdout).trim().slice(0, 200);
    throw new MidwatchError(
      "REMOTE_FAILED",
      `The host did not run the reading script${said === "" ? "" : `: ${said}`}`,
    );
  }

  async function readWindow(host: string, query: LogQuery, signal: CancelSignal): Promise<LogPage & Problems> {
    const { startMs, endMs, limit, filter } = query;
    try {
      const needle = hostNeedle(filter.terms);
      const reading = { kind: "window", logs: logsOf(host), startMs, endMs, needle, lines: limit } as const;
      const output = await read(host, reading, signal);
      const window = { startMs, endMs, mostEntries: entriesAskedFor(reading) };
      const { lines, completeFromMs, problems } = windowAnswer(output, host, reading.logs, window);
      const matches = lineMatcher(filter.terms);
      const page = limitPage({ lines: lines.filter(matches), completeFromMs }, limit);
      return { ...page, problems: problems.map((message) => problem(host, "REMOTE_FAILED", message)) };
    } catch (error) {
      throwIfCancelled(signal);
      if (!isMidwatchError(error)) throw error;
      return { lines: [], completeFromMs: startMs, problems: [problem(host, error.code, errorText(error))] };
    }
  }

  async function follow(host: string, wish: LogWish, sink: HostSink, signal: CancelSignal): Promise<void> {
    const follower = new HostFollower(host, logsOf(host));
    const matches = lineMatcher(wish.filter.terms);
    let isRead = false;
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      let pauseMs = followIntervalMs;
      try {
        const { lines, gaps, problems } = follower.take(await read(host, follower.reading, signal));
        const found = lines.filter(matches);
        if (found.length > 0) sink.lines(found);
        if (!isRead && !isFirst) sink.began(host);
        isRead = true;
        for (const gap of gaps) sink.gap(gap);
        sink.problems(problems.map((message) => problem(host, "REMOTE_FAILED", message)));
      } catch (error) {
        throwIfCancelled(signal);
        if (!isMidwatchError(error)) throw error;
        sink.problems([problem(host, error.code, errorText(error))]);
        pauseMs = retryIntervalMs;
      }
      if (isFirst) sink.began();
      await delay(clock, pauseMs, signal);
    }
  }

  return {
    name: "hosts",
    kind: "hosts",

    async query(query, signal) {
      refuseOwnQuery(query);
      const pages = await mapLimited(wanted(query), hostsAtATime, (host) => readWindow(host, query, signal));
      const page = limitPage(
        {
          lines: mergeByTime(pages.map(({ lines }) => lines)),
          completeFromMs: Math.max(query.startMs, ...pages.map(({ completeFromMs }) => completeFromMs)),
        },
        query.limit,
      );
      const needle = hostNeedle(query.filter.terms);
      const appliedHere = query.filter.terms.filter((term) => term.kind !== "text" || term.text !== needle);
      return { ...page, problems: pages.flatMap(({ problems }) => problems), appliedHere: appliedHere.map(formatTerm) };
    },

    async tail(wish, sink, signal) {
      refuseOwnQuery(wish);
      const current = new Map<string, readonly LogProblem[]>();
      const told = (host: string) => (problems: readonly LogProblem[]) => {
        const before = current.get(host) ?? [];
        current.set(host, problems);
        if (JSON.stringify(before) !== JSON.stringify(problems)) sink.problems([...current.values()].flat());
      };
      const asked = wanted(wish);
      const beginning = new Set(asked);
      const began = (host?: string) => (lateHost?: string) => {
        if (lateHost !== undefined) return sink.began(lateHost);
        if (host !== undefined) beginning.delete(host);
        if (beginning.size === 0) sink.began();
      };
      began()();
      await Promise.all(
        asked.map((host) => follow(host, wish, { ...sink, problems: told(host), began: began(host) }, signal)),
      );
    },

    // Reading a log to count it costs as much as reading it.
    volume: async () => null,
  };
}

type HostSink = TailSink;
interface Problems {
  readonly problems: readonly LogProblem[];
}

function problem(host: string, code: LogProblem["code"], message: string): LogProblem {
  return { source: "hosts", where: host, code, message };
}

function refuseOwnQuery({ filter }: LogWish): void {
  if (filter.own) throw new MidwatchError("UNSUPPORTED", "Logs on hosts cannot be asked in a server's own language");
}
