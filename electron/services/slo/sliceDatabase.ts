import { minutelyMs } from "../../../shared/domain/slo/fillParts.ts";
import { type Slice, sliceMs } from "../../../shared/domain/slo/slices.ts";
import type { Slo } from "../../../shared/domain/slo/slo.ts";
import { openReplaceable } from "../openSqlite.ts";

const migrations = [
  `
  CREATE TABLE slos (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    counted TEXT NOT NULL,
    UNIQUE (id, counted)
  );
  CREATE TABLE slices (
    slo INTEGER NOT NULL,
    end_ms INTEGER NOT NULL,
    bad REAL NOT NULL,
    total REAL NOT NULL,
    PRIMARY KEY (slo, end_ms)
  ) WITHOUT ROWID;
  `,
];
/** The longest window is of 92 days. */
const keptMs = 93 * 86_400_000;

/** All that decides what is counted: an SLO whose queries change begins anew. */
function countedOf({ source, sli }: Pick<Slo, "source" | "sli">): string {
  return JSON.stringify([source, sli]);
}

/** What was counted, five minutes at a time, for as long as any window looks back. Throws STORE_FAILED. */
export interface SliceDatabase {
  /** Why what was there before is gone; null when nothing is. */
  readonly problem: string | null;
  /** The key of an SLO's slices. */
  keyOf(slo: Pick<Slo, "id" | "source" | "sli">): number;
  /** Those that end after `afterMs` and up to `toMs`, oldest first. */
  read(key: number, afterMs: number, toMs: number): readonly Slice[];
  /** When the newest one ended; null without any. */
  newestMs(key: number): number | null;
  write(key: number, slices: readonly Slice[]): void;
  /** Ends what is too old, and what lies between the slices of whole five minutes where no burn rate looks any more. */
  prune(nowMs: number): void;
  close(): void;
}

/** `:memory:` is a database that ends with the console. */
export function openSliceDatabase(file: string, nowMs: number): SliceDatabase {
  const { sqlite, problem } = openReplaceable(
    file,
    { what: "record of SLOs", migrations, synchronous: "NORMAL" },
    nowMs,
  );
  const findKey = sqlite.prepare<[string, string], number>("SELECT key FROM slos WHERE id = ? AND counted = ?").pluck();
  const addKey = sqlite.prepare("INSERT INTO slos (id, counted) VALUES (?, ?)");
  const select = sqlite.prepare<[number, number, number], Slice>(
    "SELECT end_ms AS endMs, bad, total FROM slices WHERE slo = ? AND end_ms > ? AND end_ms <= ? ORDER BY end_ms",
  );
  const newest = sqlite.prepare<[number], number | null>("SELECT max(end_ms) FROM slices WHERE slo = ?").pluck();
  const insert = sqlite.prepare("INSERT OR REPLACE INTO slices (slo, end_ms, bad, total) VALUES (?, ?, ?, ?)");
  const dropOld = sqlite.prepare("DELETE FROM slices WHERE end_ms < ? OR (end_ms < ? AND end_ms % ? <> 0)");
  const dropKeys = sqlite.prepare("DELETE FROM slos WHERE key NOT IN (SELECT slo FROM slices)");

  return {
    problem,
    keyOf(slo) {
      const counted = countedOf(slo);
      return findKey.get(slo.id, counted) ?? Number(addKey.run(slo.id, counted).lastInsertRowid);
    },
    read: (key, afterMs, toMs) => select.all(key, afterMs, toMs),
    newestMs: (key) => newest.get(key) ?? null,
    write: sqlite.transaction((key: number, slices: readonly Slice[]) => {
      for (const { endMs, bad, total } of slices) insert.run(key, endMs, bad, total);
    }),
    prune: sqlite.transaction((nowMs: number) => {
      dropOld.run(nowMs - keptMs, nowMs - minutelyMs - sliceMs, sliceMs);
      dropKeys.run();
    }),
    close: () => sqlite.close(),
  };
}
