import { type EventDraft, type FleetEvent, fleetEvent } from "../../../shared/domain/events/fleetEvent.ts";
import { openReplaceable } from "../openSqlite.ts";
import type { EventWindow } from "./types.ts";

const migrations = [
  `
  CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    event TEXT NOT NULL
  );
  CREATE INDEX events_by_time ON events (at_ms);
  CREATE INDEX events_by_key ON events (key, at_ms);
  CREATE TABLE memory (
    topic TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (topic, name)
  ) WITHOUT ROWID;
  `,
];
/** Events are kept that long, and no more than that many. */
const keptMs = 90 * 86_400_000;
const mostEvents = 200_000;

/** What is remembered to tell what is new: a value, or null to forget. */
export interface MemoryChange {
  readonly topic: string;
  readonly name: string;
  readonly value: string | null;
}

/** Events, and what has to be known of the fleet to tell the next ones. Throws STORE_FAILED. */
export interface EventDatabase {
  /** Why what was there before is gone; null when nothing is. */
  readonly problem: string | null;
  /** All of it or nothing. Returns what was not known yet. */
  write(drafts: readonly EventDraft[], memory: readonly MemoryChange[]): readonly FleetEvent[];
  find(window: EventWindow): { readonly events: readonly FleetEvent[]; readonly total: number };
  memory(): readonly { readonly topic: string; readonly name: string; readonly value: string }[];
  /** Ends what is too old and too much. */
  prune(nowMs: number): void;
  close(): void;
}

/** `:memory:` is a database that ends with the console. */
export function openEventDatabase(file: string, nowMs: number): EventDatabase {
  const { sqlite, problem } = openReplaceable(file, { what: "timeline", migrations, synchronous: "NORMAL" }, nowMs);
  const insert = sqlite.prepare("INSERT INTO events (key, at_ms, event) VALUES (?, ?, ?)");
  const same = sqlite.prepare("SELECT 1 FROM events WHERE key = ? AND at_ms BETWEEN ? AND ? LIMIT 1").pluck();
  const inWindow = `at_ms >= :fromMs AND at_ms < :toMs
    AND (:kind IS NULL OR event ->> '$.kind' = :kind) AND (:host IS NULL OR event ->> '$.host' = :host)`;
  const select = sqlite.prepare<[object], { readonly id: number; readonly event: string }>(
    `SELECT id, event FROM events WHERE ${inWindow} AND (at_ms, id) < (:afterMs, :afterId)
     ORDER BY at_ms DESC, id DESC LIMIT :limit`,
  );
  const count = sqlite.prepare<[object]>(`SELECT count(*) FROM events WHERE ${inWindow}`).pluck();
  const remember = sqlite.prepare("INSERT OR REPLACE INTO memory (topic, name, value) VALUES (?, ?, ?)");
  const forget = sqlite.prepare("DELETE FROM memory WHERE topic = ? AND name = ?");
  const remembered = sqlite.prepare<[], { readonly topic: string; readonly name: string; readonly value: string }>(
    "SELECT topic, name, value FROM memory",
  );

  function add({ key, sameWithinMs, ...event }: EventDraft): readonly FleetEvent[] {
    const atMs = Math.round(event.atMs);
    if (same.get(key, atMs - sameWithinMs, atMs + sameWithinMs) !== undefined) return [];
    const { lastInsertRowid } = insert.run(key, atMs, JSON.stringify({ ...event, atMs }));
    return [{ ...event, atMs, id: Number(lastInsertRowid) }];
  }

  function prune(atMs: number): void {
    sqlite.prepare("DELETE FROM events WHERE at_ms < ?").run(atMs - keptMs);
    sqlite
      .prepare("DELETE FROM events WHERE id <= (SELECT id FROM events ORDER BY id DESC LIMIT 1 OFFSET ?)")
      .run(mostEvents);
  }

  prune(nowMs);
  return {
    problem,
    write: sqlite.transaction((drafts: readonly EventDraft[], changes: readonly MemoryChange[]) => {
      for (const { topic, name, value } of changes) {
        if (value === null) forget.run(topic, name);
        else remember.run(topic, name, value);
      }
      return drafts.flatMap(add);
    }),
    find({ limit, after, ...window }) {
      const { atMs: afterMs, id: afterId } = after ?? { atMs: window.toMs, id: 0 };
      return {
        events: select
          .all({ ...window, afterMs, afterId, limit })
          .map(({ id, event }) => fleetEvent.parse({ ...(JSON.parse(event) as object), id })),
        total: Number(count.get(window)),
      };
    },
    memory: () => remembered.all(),
    prune,
    close: () => sqlite.close(),
  };
}
