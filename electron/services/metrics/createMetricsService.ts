import { type CancelSignal, throwIfCancelled } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, toDisposable } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { errorText } from "../../../shared/base/errors.ts";
import type { InstantAnswer, Labels, RangeAnswer, SeriesId } from "../../../shared/domain/metrics/model.ts";
import type { Row } from "../../../shared/domain/metrics/sampleRow.ts";
import type { Log } from "../log.ts";
import { RowBatchWriter } from "./rowBatch.ts";
import { SeriesInterner } from "./seriesInterner.ts";
import type { MetricsService, MetricsStats, SampleTarget, WriteBatch } from "./types.ts";
import { WorkerLink } from "./workerLink.ts";
import { addDefinition, type RowsMessage, type SeriesDefinitions, type StoreQuery } from "./workerMessages.ts";

export interface MetricsServiceOptions {
  /** The bundled worker, or `samplesWorker.ts` itself where Node runs TypeScript. */
  readonly workerFile: string;
  /** Null keeps samples in memory only. Its folder must exist. */
  readonly databaseFile: string | null;
  readonly retentionMs: number;
  /** For sealed blocks in memory, beside the rows being written; older ones are then on disk only. */
  readonly memoryCapBytes: number;
  /** How often what is new is written to disk: what a kill can lose. Default 20 s. */
  readonly flushIntervalMs?: number;
  readonly clock: Clock;
  readonly log: Log;
}

const defaultFlushIntervalMs = 20_000;
/** Rows wait this long to be sent together; whoever asks for samples does not wait for it. */
const batchIntervalMs = 500;
/** A fuller batch is sent at once: 512 KB. */
const batchLength = 65_536;
/** Doubles the worker may be behind (64 MB, several minutes of a large fleet) before rows are refused. */
const queueLength = 8_000_000;

const noStats: MetricsStats = {
  seriesCount: 0,
  targetCount: 0,
  samplesTotal: 0,
  refusedRowsTotal: 0,
  memoryBytes: 0,
  diskBytes: 0,
  problem: null,
};

/**
 * Samples in a worker thread. `append` only compares the row with the one before and copies its values;
 * storing, compressing and querying happen in the worker.
 */
export function createMetricsService(options: MetricsServiceOptions): MetricsService {
  const { clock, log } = options;
  const batch = new RowBatchWriter();
  const restarted = new Emitter<void>();
  const targets = new Map<number, { readonly labels: Labels; readonly interner: SeriesInterner }>();
  let newTargets: RowsMessage["targets"][number][] = [];
  let newSeries: SeriesDefinitions[] = [];
  let lastHandle = 0;
  let refusedRows = 0;
  let lastStats = noStats;
  let timer: Disposable | null = null;

  const link = new WorkerLink(
    { flushIntervalMs: defaultFlushIntervalMs, ...options },
    {
      taken: (read) => batch.giveBack(read),
      /** A new worker knows nothing: every target introduces itself again. */
      restarted() {
        batch.take();
        newSeries = [];
        newTargets = [...targets].map(([handle, { labels }]) => ({ handle, labels }));
        for (const { interner } of targets.values()) interner.reset();
        restarted.fire();
      },
    },
  );

  function send(): void {
    timer?.dispose();
    timer = null;
    if (batch.length + newTargets.length === 0) return;
    link.sendRows({ kind: "rows", targets: newTargets, series: newSeries, batch: batch.take() });
    newTargets = [];
    newSeries = [];
  }

  function written(): void {
    if (batch.length >= batchLength) send();
    else timer ??= clock.after(batchIntervalMs, send);
  }

  function target(labels: Labels): SampleTarget {
    const handle = ++lastHandle;
    const interner = new SeriesInterner(handle, (local, name, own) => {
      addDefinition(newSeries, { handle, local, name, labels: own });
    });
    targets.set(handle, { labels, interner });
    newTargets.push({ handle, labels });
    let lastMs = Number.NEGATIVE_INFINITY;

    function markStale(timeMs: number): void {
      if (!interner.hasLiveSeries) return;
      lastMs = Math.max(Math.round(timeMs), lastMs + 1);
      batch.stale(handle, lastMs);
      interner.endRun();
      written();
    }
    const ending = toDisposable(() => {
      markStale(clock.nowMs());
      batch.close(handle);
      targets.delete(handle);
      written();
    });

    return {
      append(timeMs: number, row: Row) {
        if (!targets.has(handle)) return;
        const rowMs = Math.round(timeMs);
        const isBehind = link.queuedLength > queueLength;
        if (isBehind || Number.isNaN(rowMs)) {
          refusedRows += 1;
          if (isBehind && refusedRows % 1000 === 1)
            log.warn("Sample rows refused: the store is behind", { refusedRows });
          return;
        }
        lastMs = Math.max(lastMs, rowMs);
        interner.writeRow(batch, rowMs, row);
        written();
      },
      markStale,
      dispose: () => ending.dispose(),
    };
  }

  async function ask<T>(query: StoreQuery, signal?: CancelSignal): Promise<T> {
    throwIfCancelled(signal);
    send();
    const cancel = new Int32Array(new SharedArrayBuffer(4));
    return link.request<T>({ kind: "query", query, cancel }, signal, () => Atomics.store(cancel, 0, 1));
  }

  /** Figures stay as they were while the worker is started again; `problem` then says so. */
  async function stats(): Promise<MetricsStats> {
    send();
    try {
      lastStats = await link.request<MetricsStats>({ kind: "stats" });
    } catch (error) {
      return { ...lastStats, problem: link.problem ?? errorText(error) };
    }
    return {
      ...lastStats,
      refusedRowsTotal: lastStats.refusedRowsTotal + refusedRows,
      problem: [link.problem, lastStats.problem].filter((text) => text !== null).join(". ") || null,
    };
  }

  async function close(): Promise<void> {
    send();
    await link.close();
  }

  return {
    target,
    queryRange: (query, signal) => ask<RangeAnswer>({ kind: "queryRange", query }, signal),
    queryInstant: (query, signal) => ask<InstantAnswer>({ kind: "queryInstant", query }, signal),
    labelNames: (matchers, startMs, endMs, signal) =>
      ask<readonly string[]>({ kind: "labelNames", query: { matchers, startMs, endMs } }, signal),
    labelValues: (label, matchers, startMs, endMs, signal) =>
      ask<readonly string[]>({ kind: "labelValues", label, query: { matchers, startMs, endMs } }, signal),
    series: (matchers, startMs, endMs, signal) =>
      ask<readonly SeriesId[]>({ kind: "series", query: { matchers, startMs, endMs } }, signal),
    async writeBatch(request) {
      send();
      return link.request<WriteBatch>({ kind: "writeBatch", request });
    },
    async score(asked, signal) {
      throwIfCancelled(signal);
      const cancel = new Int32Array(new SharedArrayBuffer(4));
      return link.request({ kind: "score", asked, cancel }, signal, () => Atomics.store(cancel, 0, 1));
    },
    onRestart: restarted.event,
    stats,
    close,
    dispose() {
      timer?.dispose();
      restarted.dispose();
      link.dispose();
    },
  };
}
