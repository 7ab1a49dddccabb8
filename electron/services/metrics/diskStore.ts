import type { Clock } from "../../../shared/base/clock.ts";
import { errorText } from "../../../shared/base/errors.ts";
import { isIntactBlock } from "../../../shared/domain/metrics/block.ts";
import { type BlockDatabase, createBlockDatabase } from "./blockDatabase.ts";
import { dayMs, type StoredSeries } from "./catalog.ts";
import { openDatabase } from "./openDatabase.ts";
import type { StoreContents } from "./storeContents.ts";
import type { TargetStore } from "./targetStore.ts";

const memoryOnly = "samples are kept in memory only and lost when the console ends";

/**
 * The store's half on disk. Nothing here throws: without a database, or with one that fails,
 * samples stay in memory and `problem` says what failed and what it affects.
 */
export class DiskStore {
  private readonly contents: StoreContents;
  private readonly clock: Clock;
  private readonly retentionMs: number;
  private database: BlockDatabase | null = null;
  private openProblem: string | null = null;
  private writeProblem: string | null = null;
  private readProblem: string | null = null;
  private deleteProblem: string | null = null;

  constructor(contents: StoreContents, options: { file: string | null; retentionMs: number; clock: Clock }) {
    this.contents = contents;
    this.clock = options.clock;
    this.retentionMs = options.retentionMs;
    if (options.file !== null) this.open(options.file);
  }

  get problem(): string | null {
    const problems = [this.openProblem, this.writeProblem, this.readProblem, this.deleteProblem];
    return problems.filter((problem) => problem !== null).join(". ") || null;
  }

  /** True while blocks reach the disk, as far as is known. */
  get isWriting(): boolean {
    return this.database !== null && this.writeProblem === null;
  }

  get sizeBytes(): number {
    try {
      return this.database?.sizeBytes() ?? 0;
    } catch {
      return 0;
    }
  }

  /** Intact blocks with rows in (fromMs, toMs] that are older than what the target has in memory. */
  *blocks(target: TargetStore, fromMs: number, toMs: number): Generator<Uint8Array> {
    const beforeMs = target.memoryStartMs;
    if (!this.database || fromMs >= Math.min(beforeMs, target.storedUntilMs)) return;
    try {
      yield* this.intact(this.database.blocks(target.id, fromMs, toMs, beforeMs));
    } catch (error) {
      this.readProblem = `Stored samples cannot be read (${errorText(error)}): charts lack them`;
    }
  }

  newestBlock(target: TargetStore): Uint8Array | null {
    try {
      const bytes = this.database?.newestBlock(target.id);
      return bytes && isIntactBlock(bytes) ? bytes : null;
    } catch (error) {
      this.readProblem = `Stored samples cannot be read (${errorText(error)}): charts lack them`;
      return null;
    }
  }

  /** Writes what is not on disk yet, or `sealed` blocks alone; what fails is tried again the next time. */
  flush(which: "all" | "sealed" = "all"): void {
    if (!this.database) return;
    const { changes, markSaved } = this.contents.unsaved(which);
    if (changes.blocks.length + changes.series.length + changes.targets.length === 0) return;
    try {
      this.database.write(changes);
      markSaved();
      this.writeProblem = null;
    } catch (error) {
      this.writeProblem = `Samples cannot be written to disk (${errorText(error)}): ${memoryOnly}`;
    }
  }

  /** Deletes what the retention leaves behind, a bounded part of it; returns whether there may be more. */
  deleteExpired(inUse: ReadonlySet<StoredSeries>): boolean {
    const horizonMs = this.clock.nowMs() - this.retentionMs;
    try {
      if (this.database?.deleteBlocksBefore(horizonMs)) return true;
      this.deleteExpiredSeries(Math.floor(horizonMs / dayMs), inUse);
      this.deleteProblem = null;
    } catch (error) {
      this.deleteProblem = `Old samples cannot be deleted (${errorText(error)}): the database outgrows its retention`;
    }
    return false;
  }

  /** Writes the rest; `problem` tells whether that went well. */
  close(): void {
    this.flush();
    this.database?.close();
    this.database = null;
  }

  private open(file: string): void {
    try {
      const { sqlite, problem } = openDatabase(file, this.clock.nowMs());
      this.openProblem = problem;
      this.database = createBlockDatabase(sqlite);
      this.load(this.database);
    } catch (error) {
      this.database?.close();
      this.database = null;
      this.openProblem = `${errorText(error)}: ${memoryOnly}`;
    }
  }

  private load(database: BlockDatabase): void {
    for (const { id, labels } of database.targets()) {
      const target = this.contents.addTarget(id, labels);
      target.lastMs = database.lastTime(id) ?? Number.NEGATIVE_INFINITY;
      target.storedUntilMs = target.lastMs;
    }
    const { catalog } = this.contents;
    for (const row of database.series()) {
      const target = this.contents.targets.get(row.targetId);
      if (target) catalog.add(catalog.group(target.labels, row.ownLabels), row);
    }
  }

  private *intact(blocks: Iterable<Uint8Array>): Generator<Uint8Array> {
    for (const bytes of blocks) {
      if (isIntactBlock(bytes)) yield bytes;
      else this.readProblem = "Some stored samples are damaged: charts lack them";
    }
  }

  private deleteExpiredSeries(horizonDay: number, inUse: ReadonlySet<StoredSeries>): void {
    const { catalog } = this.contents;
    const expired = catalog.all().filter((series) => series.lastDay < horizonDay && !inUse.has(series));
    if (expired.length === 0) return;
    this.database?.deleteSeries(expired.map(({ id }) => id));
    for (const series of expired) this.contents.removeSeries(series);
  }
}
