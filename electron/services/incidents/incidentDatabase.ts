import { type IncidentEdit, incidentEdit } from "../../../shared/domain/incident/change.ts";
import {
  type EntryBody,
  entryWords,
  type IncidentEntry,
  incidentEntry,
} from "../../../shared/domain/incident/entry.ts";
import { type Incident, incident, incidentName } from "../../../shared/domain/incident/incident.ts";
import { signOf } from "../../../shared/domain/incident/seenBefore.ts";
import { openReplaceable } from "../openSqlite.ts";
import { packColumns, unpackColumns } from "./packColumns.ts";
import type { PinnedData } from "./types.ts";

const migrations = [
  `
  CREATE TABLE incidents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    closed INTEGER NOT NULL,
    body TEXT NOT NULL,
    words TEXT NOT NULL
  ) STRICT;
  CREATE TABLE entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    incident INTEGER NOT NULL REFERENCES incidents (id),
    key TEXT NOT NULL,
    entry TEXT NOT NULL,
    words TEXT NOT NULL,
    sign TEXT,
    columns BLOB,
    picture BLOB,
    UNIQUE (incident, key)
  ) STRICT;
  CREATE INDEX entries_by_sign ON entries (sign) WHERE sign IS NOT NULL;
  CREATE TABLE edits (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    incident INTEGER NOT NULL REFERENCES incidents (id),
    edit TEXT NOT NULL
  ) STRICT;
  CREATE INDEX edits_by_incident ON edits (incident);
  `,
];

/** An entry before it is written down. */
export interface EntryDraft extends Omit<IncidentEntry, "id" | "hasPicture"> {
  /** What is the same entry when it is told again. */
  readonly key: string;
  readonly data?: PinnedData;
}

/** Incidents, their timelines, and what each said before it was edited. Throws STORE_FAILED when opened, SQLite's errors later. */
export interface IncidentDatabase {
  /** Why what was there before is gone; null when nothing is. */
  readonly problem: string | null;
  add(told: Omit<Incident, "id">): Incident;
  save(changed: Incident, edits: readonly IncidentEdit[]): void;
  get(id: number): Incident | null;
  /** Those that are not closed before all others; newest first. */
  list(limit: number): { readonly incidents: readonly Incident[]; readonly total: number };
  unclosed(): readonly Incident[];
  find(words: readonly string[], limit: number): readonly Incident[];
  /** The ids of those that were not there yet, or tell something else; who put them there and whether they are left out stays. */
  write(id: number, drafts: readonly EntryDraft[]): readonly number[];
  has(id: number, key: string): boolean;
  replace(id: number, entry: IncidentEntry, edits: readonly IncidentEdit[]): void;
  entry(id: number, entry: number): IncidentEntry | null;
  entries(id: number, only?: readonly number[]): readonly IncidentEntry[];
  count(id: number): number;
  edits(id: number): readonly IncidentEdit[];
  pinned(id: number, entry: number): PinnedData | null;
  signs(id: number): readonly string[];
  /** Incidents that have one of these signs, each with all of those that it has. */
  withSigns(signs: readonly string[]): ReadonlyMap<number, readonly string[]>;
  close(): void;
}

/** `:memory:` is a database that ends with the console. */
export function openIncidentDatabase(file: string, nowMs: number): IncidentDatabase {
  const { sqlite, problem } = openReplaceable(file, { what: "incidents", migrations, synchronous: "FULL" }, nowMs);
  const insert = sqlite.prepare("INSERT INTO incidents (closed, body, words) VALUES (0, ?, '')");
  const update = sqlite.prepare("UPDATE incidents SET closed = ?, body = ?, words = ? WHERE id = ?");
  const insertEdit = sqlite.prepare("INSERT INTO edits (incident, edit) VALUES (?, ?)");
  const same = sqlite.prepare<[number, string], EntryRow>(
    "SELECT id, entry, picture IS NOT NULL AS hasPicture FROM entries WHERE incident = ? AND key = ?",
  );
  const insertEntry = sqlite.prepare(
    "INSERT INTO entries (incident, key, entry, words, sign, columns, picture) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const updateEntry = sqlite.prepare("UPDATE entries SET entry = ?, words = ?, sign = ? WHERE id = ?");
  const selectEntries = sqlite.prepare<[number], EntryRow>(
    "SELECT id, entry, picture IS NOT NULL AS hasPicture FROM entries WHERE incident = ? ORDER BY id",
  );
  const selectEntry = sqlite.prepare<[number, number], EntryRow>(
    "SELECT id, entry, picture IS NOT NULL AS hasPicture FROM entries WHERE incident = ? AND id = ?",
  );
  const selectData = sqlite.prepare<[number, number], { readonly columns: Buffer; readonly picture: Buffer }>(
    "SELECT columns, picture FROM entries WHERE incident = ? AND id = ? AND columns IS NOT NULL",
  );

  const incidents = (where: string, ...given: readonly (string | number)[]) =>
    sqlite
      .prepare<unknown[], { readonly id: number; readonly body: string }>(`SELECT id, body FROM incidents ${where}`)
      .all(...given)
      .map(({ id, body }) => incident.parse({ ...(JSON.parse(body) as object), id }));

  function save(changed: Incident, edits: readonly IncidentEdit[]): void {
    const { title, services, hosts, alerts, summary, whatWorked, actions } = changed;
    const words = [incidentName(changed), title, ...services, ...hosts, ...alerts.map(({ name }) => name)];
    const text = [...words, summary, whatWorked, actions].join(" ").toLowerCase();
    update.run(changed.status === "closed" ? 1 : 0, JSON.stringify(changed), text, changed.id);
    for (const edit of edits) insertEdit.run(changed.id, JSON.stringify(edit));
  }

  function writeOne(id: number, { key, data, ...told }: EntryDraft): readonly number[] {
    const known = same.get(id, key);
    if (known) {
      const { by, leftOut } = entryOf(known);
      const isSame = known.entry === JSON.stringify({ ...told, by, leftOut });
      if (!isSame) rewrite(known.id, { ...told, by, leftOut });
      return isSame ? [] : [known.id];
    }
    const { body } = told;
    const [columns, picture] = data ? [packColumns(data.columns), data.picture] : [null, null];
    const written = [id, key, JSON.stringify(told), entryWords(body).toLowerCase(), signOf(body), columns, picture];
    return [Number(insertEntry.run(...written).lastInsertRowid)];
  }

  function rewrite(entry: number, told: Omit<EntryDraft, "key" | "data">): void {
    updateEntry.run(JSON.stringify(told), entryWords(told.body).toLowerCase(), signOf(told.body), entry);
  }

  return {
    problem,
    add: sqlite.transaction((told: Omit<Incident, "id">) => {
      const id = Number(insert.run(JSON.stringify(told)).lastInsertRowid);
      const added = { ...told, id };
      save(added, []);
      return added;
    }),
    save: sqlite.transaction(save),
    get: (id) => incidents("WHERE id = ?", id)[0] ?? null,
    list: (limit) => ({
      incidents: incidents("ORDER BY closed, id DESC LIMIT ?", limit).sort((a, b) => b.id - a.id),
      total: Number(sqlite.prepare("SELECT count(*) FROM incidents").pluck().get()),
    }),
    unclosed: () => incidents("WHERE closed = 0 ORDER BY id"),
    find(words, limit) {
      const clause =
        "(instr(words, ?) > 0 OR EXISTS (SELECT 1 FROM entries WHERE incident = incidents.id AND instr(entries.words, ?) > 0))";
      const where = words.length === 0 ? "" : `WHERE ${words.map(() => clause).join(" AND ")}`;
      return incidents(`${where} ORDER BY id DESC LIMIT ?`, ...words.flatMap((word) => [word, word]), limit);
    },
    write: sqlite.transaction((id: number, drafts: readonly EntryDraft[]) =>
      drafts.flatMap((draft) => writeOne(id, draft)),
    ),
    has: (id, key) => same.get(id, key) !== undefined,
    replace: sqlite.transaction(
      (id: number, { id: entry, hasPicture: _, ...told }: IncidentEntry, edits: readonly IncidentEdit[]) => {
        for (const edit of edits) insertEdit.run(id, JSON.stringify(edit));
        rewrite(entry, told);
      },
    ),
    entry(id, entry) {
      const row = selectEntry.get(id, entry);
      return row ? entryOf(row) : null;
    },
    entries: (id, only) =>
      only
        ? only.flatMap((entry) => {
            const row = selectEntry.get(id, entry);
            return row ? [entryOf(row)] : [];
          })
        : selectEntries.all(id).map(entryOf),
    count: (id) => Number(sqlite.prepare("SELECT count(*) FROM entries WHERE incident = ?").pluck().get(id)),
    edits: (id) =>
      sqlite
        .prepare("SELECT edit FROM edits WHERE incident = ? ORDER BY id")
        .pluck()
        .all(id)
        .map((row) => incidentEdit.parse(JSON.parse(String(row)))),
    pinned(id, entry) {
      const row = selectData.get(id, entry);
      return row ? { columns: unpackColumns(row.columns), picture: new Uint8Array(row.picture) } : null;
    },
    signs: (id) =>
      sqlite
        .prepare("SELECT DISTINCT sign FROM entries WHERE incident = ? AND sign IS NOT NULL")
        .pluck()
        .all(id)
        .map(String),
    withSigns(signs) {
      const marks = signs.map(() => "?").join(", ");
      const rows = sqlite
        .prepare<unknown[], { readonly incident: number; readonly sign: string }>(
          `SELECT DISTINCT incident, sign FROM entries WHERE sign IN (${marks})`,
        )
        .all(...signs);
      const found = new Map<number, string[]>();
      for (const { incident: id, sign } of rows) found.set(id, [...(found.get(id) ?? []), sign]);
      return found;
    },
    close: () => sqlite.close(),
  };
}

interface EntryRow {
  readonly id: number;
  readonly entry: string;
  readonly hasPicture: number;
}

function entryOf({ id, entry, hasPicture }: EntryRow): IncidentEntry {
  return incidentEntry.parse({ ...(JSON.parse(entry) as { body: EntryBody }), id, hasPicture: hasPicture === 1 });
}
