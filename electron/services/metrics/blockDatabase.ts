import { z } from "zod";
import type { Labels } from "../../../shared/domain/metrics/model.ts";
import type { Sqlite } from "./openDatabase.ts";

interface BlockRow {
  readonly targetId: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly rows: number;
  readonly bytes: Uint8Array;
}

interface TargetRow {
  readonly id: number;
  readonly labels: Labels;
}

interface SeriesRow {
  readonly id: number;
  readonly targetId: number;
  readonly name: string;
  readonly ownLabels: Labels;
  readonly lastDay: number;
}

interface StoreChanges {
  readonly targets: readonly TargetRow[];
  /** New ones, and those seen on another day than before. */
  readonly series: readonly SeriesRow[];
  /** Each replaces the blocks that lie within its own time. */
  readonly blocks: readonly BlockRow[];
}

/** The tables of the sample database; every method throws SQLite's own error. */
export interface BlockDatabase {
  targets(): TargetRow[];
  series(): SeriesRow[];
  /** The end of the target's newest block. */
  lastTime(targetId: number): number | null;
  /** Blocks with rows in (fromMs, toMs] that start before `beforeMs`, oldest first. */
  blocks(targetId: number, fromMs: number, toMs: number, beforeMs: number): Iterable<Uint8Array>;
  newestBlock(targetId: number): Uint8Array | null;
  /** All or nothing. */
  write(changes: StoreChanges): void;
  /** Returns whether there may be more; bounded so that rows are not kept waiting. */
  deleteBlocksBefore(timeMs: number): boolean;
  deleteSeries(ids: readonly number[]): void;
  sizeBytes(): number;
  close(): void;
}

const labelsText = z.string().transform((text) => z.record(z.string(), z.string()).parse(JSON.parse(text)));
const targetRow = z.object({ id: z.number(), labels: labelsText });
const seriesRow = z.object({
  id: z.number(),
  targetId: z.number(),
  name: z.string(),
  ownLabels: labelsText,
  lastDay: z.number(),
});
const deletedAtOnce = 500;

interface Window {
  readonly targetId: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly beforeMs: number;
}

export function createBlockDatabase(sqlite: Sqlite): BlockDatabase {
  const insertTarget = sqlite.prepare("INSERT OR REPLACE INTO targets (id, labels) VALUES (?, ?)");
  const upsertSeries = sqlite.prepare(
    "INSERT OR REPLACE INTO series (id, target_id, name, labels, last_day) VALUES (?, ?, ?, ?, ?)",
  );
  const deleteWithin = sqlite.prepare("DELETE FROM blocks WHERE target_id = ? AND start_ms BETWEEN ? AND ?");
  const insertBlock = sqlite.prepare(
    "INSERT INTO blocks (target_id, start_ms, end_ms, row_count, data) VALUES (?, ?, ?, ?, ?)",
  );
  // Blocks of a target do not overlap, so only the last one that starts by `fromMs` can reach beyond it.
  const selectBlocks = sqlite
    .prepare<Window, Uint8Array>(
      `SELECT data FROM blocks WHERE target_id = @targetId AND end_ms > @fromMs AND start_ms <= @toMs AND start_ms < @beforeMs
         AND start_ms >= coalesce(
           (SELECT max(start_ms) FROM blocks WHERE target_id = @targetId AND start_ms <= @fromMs), @fromMs)
       ORDER BY start_ms`,
    )
    .pluck();
  const selectNewest = sqlite
    .prepare<number[], Uint8Array>("SELECT data FROM blocks WHERE target_id = ? ORDER BY start_ms DESC LIMIT 1")
    .pluck();
  const selectLastTime = sqlite
    .prepare<number[], number>("SELECT end_ms FROM blocks WHERE target_id = ? ORDER BY start_ms DESC LIMIT 1")
    .pluck();
  const deleteOld = sqlite.prepare(
    "DELETE FROM blocks WHERE rowid IN (SELECT rowid FROM blocks WHERE end_ms < ? LIMIT ?)",
  );
  const deleteOneSeries = sqlite.prepare("DELETE FROM series WHERE id = ?");

  const write = sqlite.transaction(({ targets, series, blocks }: StoreChanges) => {
    for (const { id, labels } of targets) insertTarget.run(id, JSON.stringify(labels));
    for (const row of series) {
      upsertSeries.run(row.id, row.targetId, row.name, JSON.stringify(row.ownLabels), row.lastDay);
    }
    for (const { targetId, startMs, endMs, rows, bytes } of blocks) {
      deleteWithin.run(targetId, startMs, endMs);
      insertBlock.run(targetId, startMs, endMs, rows, bytes);
    }
  });
  const deleteSeries = sqlite.transaction((ids: readonly number[]) => {
    for (const id of ids) deleteOneSeries.run(id);
  });

  return {
    targets: () =>
      sqlite
        .prepare("SELECT id, labels FROM targets")
        .all()
        .map((row) => targetRow.parse(row)),
    series: () =>
      sqlite
        .prepare('SELECT id, target_id AS "targetId", name, labels AS "ownLabels", last_day AS "lastDay" FROM series')
        .all()
        .map((row) => seriesRow.parse(row)),
    lastTime: (targetId) => selectLastTime.get(targetId) ?? null,
    blocks: (targetId, fromMs, toMs, beforeMs) =>
      selectBlocks.iterate({ targetId, fromMs, toMs, beforeMs: finite(beforeMs) }),
    newestBlock: (targetId) => selectNewest.get(targetId) ?? null,
    write: (changes) => write(changes),
    deleteBlocksBefore: (timeMs) => deleteOld.run(timeMs, deletedAtOnce).changes === deletedAtOnce,
    deleteSeries: (ids) => deleteSeries(ids),
    sizeBytes: () =>
      Number(sqlite.pragma("page_count", { simple: true })) * Number(sqlite.pragma("page_size", { simple: true })),
    close: () => sqlite.close(),
  };
}

function finite(timeMs: number): number {
  return Number.isFinite(timeMs) ? timeMs : Number.MAX_SAFE_INTEGER;
}
