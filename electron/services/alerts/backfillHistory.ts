import { type CancelSignal, delay } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, toDisposable } from "../../../shared/base/disposable.ts";
import { errorText } from "../../../shared/base/errors.ts";
import { fingerprint } from "../../../shared/domain/alerts/fingerprint.ts";
import { firingRuns } from "../../../shared/domain/alerts/firingRuns.ts";
import type { Labels } from "../../../shared/domain/metrics/model.ts";
import type { Log } from "../log.ts";
import type { MetricSource } from "../sources/types.ts";
import type { AlertDatabase } from "./alertDatabase.ts";

/** Until then servers are reached, and have told how they send their alerts on. */
const firstMs = 15_000;
const everyMs = 60_000;
const stepMs = 60_000;
/** So far back for a server that was never read. */
const furthestMs = 7 * 86_400_000;
/** Of one question: 1440 points a series. */
const windowMs = 86_400_000;
const query = 'ALERTS{alertstate="firing"}';

export interface BackfillOptions {
  readonly servers: () => readonly Pick<MetricSource, "name" | "queryRange">[];
  /** An alert's labels as that server sends them on. */
  readonly sent: (server: string, labels: Labels) => Labels;
  readonly store: Pick<AlertDatabase, "readThrough" | "backfill">;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Reads every minute from the servers' own `ALERTS` what fired since they were last read, at most a week, and keeps what the
 * history does not have. A server that does not answer is asked for the same window again.
 */
export function backfillHistory({ servers, sent, store, clock, log }: BackfillOptions): Disposable {
  const ended = new AbortController();
  const complained = new Set<string>();

  async function readServer(server: Pick<MetricSource, "name" | "queryRange">, signal: CancelSignal): Promise<void> {
    const nowMs = Math.floor(clock.nowMs() / stepMs) * stepMs;
    const earliestMs = nowMs - furthestMs;
    let fromMs = Math.max(earliestMs, store.readThrough(server.name) ?? earliestMs);
    while (fromMs < nowMs) {
      const toMs = Math.min(nowMs, fromMs + windowMs);
      const { frame } = await server.queryRange({ expr: query, startMs: fromMs, endMs: toMs, stepMs }, signal);
      const runs = firingRuns(frame).map((run) => {
        const labels = sent(server.name, run.labels);
        return { ...run, labels, fingerprint: fingerprint(labels) };
      });
      store.backfill(server.name, runs, { fromMs, toMs, stepMs });
      fromMs = toMs;
    }
  }

  async function read(signal: CancelSignal): Promise<void> {
    await delay(clock, firstMs, signal);
    while (!signal.aborted) {
      for (const server of servers()) {
        try {
          await readServer(server, signal);
          complained.delete(server.name);
        } catch (error) {
          if (signal.aborted) return;
          if (!complained.has(server.name))
            log.warn("The alert history of a server was not read", { server: server.name, error: errorText(error) });
          complained.add(server.name);
        }
      }
      await delay(clock, everyMs, signal);
    }
  }

  read(ended.signal).catch((error: unknown) => {
    if (!ended.signal.aborted) log.error("Alert histories are no longer read", { error: errorText(error) });
  });
  return toDisposable(() => ended.abort());
}
