import type { Clock } from "../../../shared/base/clock.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { BlockReader } from "../../../shared/domain/metrics/block.ts";
import { sampleState } from "../../../shared/domain/metrics/blockColumn.ts";
import type { InstantAnswer, Labels, RangeAnswer, SeriesId } from "../../../shared/domain/metrics/model.ts";
import type { EngineOptions } from "../../../shared/domain/promql/engine/engine.ts";
import { QueryCache } from "../../../shared/domain/promql/queryCache.ts";
import { answerInstant, answerRange } from "./answers.ts";
import type { StoredSeries } from "./catalog.ts";
import { DiskStore } from "./diskStore.ts";
import { encodeWriteRequest } from "./encodeWriteRequest.ts";
import { findLabelNames, findLabelValues, findSeries } from "./findSeries.ts";
import { rowsPerBlock } from "./head.ts";
import { type RowBatchVisitor, readRowBatch } from "./rowBatch.ts";
import type { ScanContext } from "./scan.ts";
import { StoreContents } from "./storeContents.ts";
import { storedSamples } from "./storedSamples.ts";
import { takeRows } from "./takeRows.ts";
import { TargetHandle } from "./targetHandle.ts";
import type { TargetStore } from "./targetStore.ts";
import type { InstantQuery, MetricsStats, RangeQuery, SeriesQuery, WriteBatch, WriteBatchRequest } from "./types.ts";
import type { RowsMessage, WorkerOptions } from "./workerMessages.ts";

/** A query that takes longer is given up: rows wait behind it. */
const queryBudgetMs = 10_000;
/** A fleet's rules and panels, and those looked at before. */
const queriesKept = 2_000;
/** From here on a step back of the clock is worth telling. */
const clockStepMs = 10_000;

/** The worker's core: rows in, blocks to disk, queries answered. Every method returns when it is done. */
export class SampleStore {
  private readonly clock: Clock;
  private readonly memoryCapBytes: number;
  private readonly retentionMs: number;
  private readonly contents = new StoreContents();
  private readonly disk: DiskStore;
  private readonly handles = new Map<number, TargetHandle>();
  private readonly queries = new QueryCache(queriesKept);
  private readonly parse = (query: string) => this.queries.parse(query);
  private samplesTotal = 0;
  private refusedRowsTotal = 0;
  private clockProblem: { readonly text: string; readonly untilMs: number } | null = null;

  constructor(options: WorkerOptions, clock: Clock) {
    this.clock = clock;
    this.memoryCapBytes = options.memoryCapBytes;
    this.retentionMs = options.retentionMs;
    this.disk = new DiskStore(this.contents, {
      file: options.databaseFile,
      retentionMs: options.retentionMs,
      clock,
    });
  }

  apply({ targets, series, batch }: RowsMessage): void {
    for (const { handle, labels } of targets) this.handles.set(handle, new TargetHandle(this.openTarget(labels)));
    for (const { handle, labels, names } of series) {
      const to = this.handle(handle);
      const group = this.contents.catalog.group(to.target.labels, labels);
      for (const { local, name } of names) to.define(local, this.contents.resolveSeries(to.target, name, group));
    }
    readRowBatch(batch, this.visitor);
  }

  queryRange(query: RangeQuery, isCancelled: () => boolean): RangeAnswer {
    return answerRange(query, this.engineOptions(isCancelled));
  }

  queryInstant(query: InstantQuery, isCancelled: () => boolean): InstantAnswer {
    return answerInstant(query, this.engineOptions(isCancelled));
  }

  labelNames(query: SeriesQuery, isCancelled: () => boolean): readonly string[] {
    return findLabelNames(this.contents, query, this.scanContext(isCancelled));
  }

  labelValues(label: string, query: SeriesQuery, isCancelled: () => boolean): readonly string[] {
    return findLabelValues(this.contents, label, query, this.scanContext(isCancelled));
  }

  series(query: SeriesQuery, isCancelled: () => boolean): SeriesId[] {
    const found = findSeries(this.contents, query, this.scanContext(isCancelled));
    return found.map(({ name, labels }) => ({ name, labels }));
  }

  writeBatch({ cursor, startMs, mostSamples, labels }: WriteBatchRequest): WriteBatch {
    const { series, ...taken } = takeRows(
      this.contents,
      cursor,
      { startMs: Math.max(startMs, this.clock.nowMs() - this.retentionMs), mostSamples },
      this.scanContext(() => false),
    );
    return { ...taken, body: encodeWriteRequest(series, labels) };
  }

  stats(): MetricsStats {
    const { contents, disk } = this;
    return {
      seriesCount: contents.catalog.size,
      targetCount: this.handles.size,
      samplesTotal: this.samplesTotal,
      refusedRowsTotal: this.refusedRowsTotal,
      memoryBytes: contents.memoryBytes,
      diskBytes: disk.sizeBytes,
      problem: [this.currentClockProblem(), disk.problem].filter((text) => text !== null).join(". ") || null,
    };
  }

  flush(): void {
    this.disk.flush();
  }

  /** Drops what is older than the retention; returns whether there may be more to drop. */
  deleteExpired(): boolean {
    const horizonMs = this.clock.nowMs() - this.retentionMs;
    while ((this.contents.oldestBlock?.endMs ?? horizonMs) < horizonMs) this.contents.evictOldest();
    const inUse = new Set<StoredSeries>();
    for (const { series } of this.handles.values()) for (const one of series) inUse.add(one);
    return this.disk.deleteExpired(inUse);
  }

  /** Ends every live series with a staleness mark and writes all to disk; returns what is wrong with that disk, if anything. */
  close(): string | null {
    for (const handle of this.handles.values()) handle.markStale(this.clock.nowMs());
    this.disk.close();
    return this.disk.problem;
  }

  private readonly visitor: RowBatchVisitor = {
    row: (handle, timeMs, values) => this.append(this.handle(handle), timeMs, values),
    layout: (handle, series) => this.handle(handle).setLayout(series),
    stale: (number, timeMs) => {
      const handle = this.handle(number);
      handle.markStale(timeMs);
      this.sealWhenFull(handle.target);
    },
    forget: (handle, below) => this.handle(handle).forget(below),
    close: (handle) => {
      this.handles.delete(handle);
    },
  };

  private handle(number: number): TargetHandle {
    const handle = this.handles.get(number);
    if (!handle) throw new Error(`Unknown target handle ${number}`);
    return handle;
  }

  private openTarget(labels: Labels): TargetStore {
    const known = this.contents.findTarget(labels);
    if (known && !Number.isFinite(known.memoryStartMs)) this.endInterruptedSeries(known);
    return known ?? this.contents.createTarget(labels);
  }

  /** A console that was killed wrote no staleness marks: what its last row had ends there, not five minutes on. */
  private endInterruptedSeries(target: TargetStore): void {
    const bytes = this.disk.newestBlock(target);
    if (!bytes) return;
    const block = new BlockReader(bytes);
    const values = new Float64Array(block.rows);
    const states = new Uint8Array(block.rows);
    const live: StoredSeries[] = [];
    for (let i = 0; i < block.seriesCount; i++) {
      const series = this.contents.catalog.get(block.seriesId(i));
      if (!series || !block.read(series.id, values, states)) continue;
      if (states[block.rows - 1] === sampleState.value) live.push(series);
    }
    target.markAllStale(live, target.lastMs + 1);
  }

  private append(handle: TargetHandle, timeMs: number, values: Float64Array): void {
    const written = handle.append(timeMs, values);
    if (written === null) {
      this.refuse(handle.target, timeMs);
      return;
    }
    this.samplesTotal += written;
    this.sealWhenFull(handle.target);
  }

  private refuse({ lastMs }: TargetStore, timeMs: number): void {
    this.refusedRowsTotal += 1;
    if (lastMs - timeMs < clockStepMs) return;
    const seconds = Math.round((lastMs - timeMs) / 1000);
    const until = new Date(lastMs).toISOString();
    this.clockProblem = {
      text: `The clock went back by ${seconds} s: new samples are refused until it has passed ${until}`,
      untilMs: lastMs,
    };
  }

  private currentClockProblem(): string | null {
    return this.clockProblem && this.clock.nowMs() <= this.clockProblem.untilMs ? this.clockProblem.text : null;
  }

  private sealWhenFull(target: TargetStore): void {
    if (target.head.rows < rowsPerBlock) return;
    this.contents.seal(target);
    if (this.contents.sealedBytes <= this.memoryCapBytes) return;
    if (this.contents.oldestBlock?.saved === false && this.disk.isWriting) this.disk.flush("sealed");
    while (this.contents.sealedBytes > this.memoryCapBytes && this.contents.evictOldest()) {
      // Each turn lets one block go: on disk it stays, without a disk the cap decides what is kept.
    }
  }

  private engineOptions(isCancelled: () => boolean): EngineOptions {
    const context = this.scanContext(isCancelled);
    return { source: storedSamples(this.contents, context), checkpoint: context.checkpoint, parse: this.parse };
  }

  private scanContext(isCancelled: () => boolean): ScanContext {
    const deadlineMs = this.clock.monotonicMs() + queryBudgetMs;
    return {
      storedBlocks: (target, fromMs, toMs) => this.disk.blocks(target, fromMs, toMs),
      checkpoint: () => {
        if (isCancelled()) throw new MidwatchError("CANCELLED", "Cancelled");
        if (this.clock.monotonicMs() < deadlineMs) return;
        throw new MidwatchError(
          "TIMEOUT",
          `The query took longer than ${queryBudgetMs / 1000} s and was given up: use a shorter range or add label matchers`,
        );
      },
    };
  }
}
