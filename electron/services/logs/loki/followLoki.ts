import { Backoff } from "../../../../shared/base/backoff.ts";
import { type CancelSignal, cancelled, delay } from "../../../../shared/base/cancel.ts";
import type { Clock } from "../../../../shared/base/clock.ts";
import { errorText, isMidwatchError, MidwatchError } from "../../../../shared/base/errors.ts";
import type { LineMatch } from "../../../../shared/domain/logs/filter/matchLine.ts";
import type { LokiSource } from "../../../../shared/domain/workspace/source.ts";
import type { HttpClient } from "../../http/types.ts";
import type { TailSink } from "../types.ts";
import { lokiFailure } from "./lokiFailure.ts";
import { type LokiStreams, readStreams, tailFrame } from "./lokiStreams.ts";
import { SeenEntries } from "./seenEntries.ts";

export interface LokiParts {
  readonly client: HttpClient;
  readonly clock: Clock;
  readonly random: () => number;
}

export interface LokiAsked {
  readonly configuration: LokiSource;
  /** The newest entries of a window. */
  lines(
    query: string,
    window: { readonly startMs: number; readonly endMs: number; readonly limit: number },
    signal: CancelSignal,
  ): Promise<LokiStreams>;
}

const connectTimeoutMs = 10_000;
const maxFrameBytes = 16 * 2 ** 20;
/** Of a burst that was dropped, what one re-reading brings back. */
const mostReread = 5000;
/** A dropped entry may be older than the frame that tells of it. */
const rereadMarginMs = 2000;

/**
 * Live lines by WebSocket. It loses lines under load and tells only of some of them: after a drop, and after a connection that
 * was lost, the window is read again, and what was had already is left out.
 */
export async function followLoki(
  { query, matches }: { readonly query: string; readonly matches: LineMatch },
  { configuration, lines }: LokiAsked,
  { client, clock, random }: LokiParts,
  sink: TailSink,
  signal: CancelSignal,
): Promise<void> {
  const { name, hostLabel } = configuration;
  const backoff = new Backoff({ firstMs: 1000, maxMs: 30_000, random });
  const seen = new SeenEntries();
  let lastMs = clock.nowMs();
  let rereading: Promise<void> = Promise.resolve();

  const take = (streams: LokiStreams): void => {
    const fresh = seen.fresh(streams);
    const records = readStreams(fresh, { source: name, hostLabel }, { nowMs: clock.nowMs(), offsetMinutes: 0 });
    const newestMs = records.at(-1)?.timeMs;
    if (newestMs !== undefined) lastMs = Math.max(lastMs, newestMs);
    const found = records.filter(matches);
    if (found.length > 0) sink.lines(found);
  };

  const reread = async (fromMs: number, reason: string): Promise<void> => {
    const toMs = Math.max(clock.nowMs(), lastMs) + 1;
    try {
      const streams = await lines(query, { startMs: fromMs, endMs: toMs, limit: mostReread }, signal);
      const count = streams.reduce((sum, { values }) => sum + values.length, 0);
      if (count >= mostReread) {
        sink.gap({ source: name, host: null, stream: "", fromMs, toMs, missing: null, reason });
      }
      take(streams);
    } catch (error) {
      if (signal.aborted) return;
      if (!isMidwatchError(error)) throw error;
      sink.gap({ source: name, host: null, stream: "", fromMs, toMs, missing: null, reason: errorText(error) });
    }
  };

  const onFrame = (text: string): void => {
    const frame = tailFrame.safeParse(JSON.parse(text));
    if (!frame.success) return;
    const { streams, dropped_entries: dropped } = frame.data;
    const beforeMs = lastMs;
    take(streams ?? []);
    if (!dropped || dropped.length === 0) return;
    const oldestMs = Math.min(beforeMs, ...dropped.map(({ timestamp }) => Number(timestamp) / 1e6));
    const reason = `${name} dropped live lines, more than it reads again at once`;
    rereading = rereading.then(() => reread(oldestMs - rereadMarginMs, reason));
  };

  /** Resolves with how the connection ended. */
  function listen(isFirst: boolean): Promise<{ readonly code: number; readonly reason: string }> {
    return new Promise((resolve, reject) => {
      let stopListening = () => {};
      const opening = client.openSocket({
        operation: "loki.tail",
        path: `/loki/api/v1/tail?${new URLSearchParams({ query, limit: "1000", start: `${Math.floor(lastMs)}000000` })}`,
        timeoutMs: connectTimeoutMs,
        maxBytes: maxFrameBytes,
        signal,
        onMessage(message) {
          backoff.reset();
          onFrame(Buffer.from(message).toString("utf8"));
        },
        onClose(end) {
          stopListening();
          resolve(end);
        },
      });
      opening.then((socket) => {
        const stop = () => {
          socket.dispose();
          reject(cancelled(signal));
        };
        if (signal.aborted) return stop();
        signal.addEventListener("abort", stop, { once: true });
        stopListening = () => signal.removeEventListener("abort", stop);
        sink.problems([]);
        sink.began();
        // What was written while nobody listened.
        if (!isFirst) rereading = rereading.then(() => reread(lastMs - rereadMarginMs, "The connection was lost"));
      }, reject);
    });
  }

  for (let isFirst = true; !signal.aborted; isFirst = false) {
    try {
      const ended = await listen(isFirst);
      if (ended.code === 1011) throw new MidwatchError("BAD_QUERY", `${name}: ${ended.reason}`);
      throw new MidwatchError(
        "UNAVAILABLE",
        `${name} ended the live lines${ended.reason === "" ? "" : ` (${ended.reason})`}`,
        {
          retryable: true,
        },
      );
    } catch (error) {
      if (signal.aborted) break;
      if (!isMidwatchError(error)) throw error;
      const failure = refusalOf(name, error);
      if (failure.code === "BAD_QUERY" || failure.code === "FORBIDDEN") throw failure;
      sink.problems([{ source: name, where: "", code: failure.code, message: errorText(failure) }]);
      await delay(clock, 250 + backoff.nextDelayMs(), signal);
    }
  }
}

function refusalOf(name: string, error: MidwatchError): MidwatchError {
  const { status, text } = error.detail;
  return typeof status === "number" ? lokiFailure(name, status, typeof text === "string" ? text : "") : error;
}
