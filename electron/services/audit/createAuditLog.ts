import type { Clock } from "../../../shared/base/clock.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import { type AuditEntry, auditEntry } from "../../../shared/domain/audit/entry.ts";
import { openSqlite, type Sqlite, storeFailed } from "../openSqlite.ts";
import { chainProblem, entryHash, firstPrevious } from "./chain.ts";
import type { AuditLog } from "./types.ts";

const what = "audit log";

/** One row an entry: its JSON is what is hashed, the columns are for searching. No row is ever changed or removed. */
const migrations = [
  `
  CREATE TABLE entries (
    seq INTEGER PRIMARY KEY,
    run TEXT,
    words TEXT NOT NULL,
    entry TEXT NOT NULL
  ) STRICT;
  CREATE INDEX entries_by_run ON entries (run) WHERE run IS NOT NULL;
  CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'audit entries are not changed'); END;
  CREATE TRIGGER entries_last BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'audit entries are not removed'); END;
  `,
];

/** Opens the log and takes up its chain. Throws STORE_FAILED when the file cannot be had. */
export function createAuditLog({ file, clock }: { readonly file: string; readonly clock: Clock }): AuditLog {
  const sqlite = open(file);
  const appended = new Emitter<AuditEntry>();
  const insert = sqlite.prepare("INSERT INTO entries (seq, run, words, entry) VALUES (?, ?, ?, ?)");
  const newest = sqlite.prepare("SELECT entry FROM entries ORDER BY seq DESC LIMIT 1").pluck();
  const inOrder = sqlite.prepare("SELECT entry FROM entries ORDER BY seq").pluck();
  const count = sqlite.prepare("SELECT count(*) FROM entries").pluck();

  function* all(): Generator<AuditEntry, void> {
    for (const row of inOrder.iterate()) yield entryOf(row);
  }

  return {
    append(event) {
      try {
        const last = newest.get();
        const before = last === undefined ? null : entryOf(last);
        const body: Omit<AuditEntry, "hash"> = {
          seq: (before?.seq ?? 0) + 1,
          atMs: clock.nowMs(),
          environment: null,
          run: null,
          host: null,
          facts: {},
          ...event,
          previous: before?.hash ?? firstPrevious,
        };
        const entry = { ...body, hash: entryHash(body) };
        insert.run(entry.seq, entry.run, wordsOf(entry), JSON.stringify(entry));
        appended.fire(entry);
        return entry;
      } catch (cause) {
        throw new MidwatchError(
          "STORE_FAILED",
          `The audit log cannot be written (${errorText(cause)}), so nothing is done: make room or repair ${file}`,
          { cause },
        );
      }
    },
    onAppend: appended.event,
    find({ text, run, beforeSeq, limit }) {
      const words = text.toLowerCase().split(/\s+/).filter(Boolean);
      const clauses = [
        ...words.map(() => "instr(words, ?) > 0"),
        ...(run === null ? [] : ["run = ?"]),
        ...(beforeSeq === null ? [] : ["seq < ?"]),
      ];
      const where = clauses.length > 0 ? `WHERE ${clauses.join(" AND ")}` : "";
      const given = [...words, ...(run === null ? [] : [run]), ...(beforeSeq === null ? [] : [beforeSeq]), limit];
      const rows = sqlite
        .prepare(`SELECT entry FROM entries ${where} ORDER BY seq DESC LIMIT ?`)
        .pluck()
        .all(...given);
      return rows.map(entryOf);
    },
    all,
    get count() {
      return Number(count.get());
    },
    verify: () => chainProblem(all()),
    dispose() {
      appended.dispose();
      sqlite.close();
    },
  };
}

/** A power cut right after an action must not cost its entry. */
function open(file: string): Sqlite {
  try {
    return openSqlite(file, { what, migrations, synchronous: "FULL" });
  } catch (error) {
    throw storeFailed(what, file, error);
  }
}

function entryOf(row: unknown): AuditEntry {
  return auditEntry.parse(JSON.parse(String(row)));
}

function wordsOf({ kind, by, environment, run, host, text, facts }: AuditEntry): string {
  return [kind, by, environment, run, host, text, ...Object.values(facts)]
    .filter((word) => word !== null)
    .join(" ")
    .toLowerCase();
}
