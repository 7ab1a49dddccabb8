import { randomUUID } from "node:crypto";
import type { GroupState } from "../../../shared/domain/notify/groupState.ts";
import { type MessageKind, type NotifyMessage, titleOf } from "../../../shared/domain/notify/message.ts";
import type { NotifyPlan } from "../../../shared/domain/notify/planNotifications.ts";
import { openReplaceable } from "../openSqlite.ts";
import type { Delivery, DeliveryState } from "./types.ts";

const migrations = [
  `
  CREATE TABLE groups (
    key TEXT PRIMARY KEY,
    state TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT NOT NULL,
    channel TEXT NOT NULL,
    thread TEXT NOT NULL,
    kind TEXT NOT NULL,
    message TEXT NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    created_ms INTEGER NOT NULL,
    queued_ms INTEGER NOT NULL,
    next_ms INTEGER,
    settled_ms INTEGER,
    reason TEXT,
    UNIQUE (event, channel)
  );
  CREATE INDEX deliveries_open ON deliveries (state, next_ms) WHERE state IN ('waiting', 'sending');
  CREATE INDEX deliveries_thread ON deliveries (channel, thread, id) WHERE state IN ('waiting', 'sending');
  `,
];
/** What is settled is kept that long. */
const keptMs = 30 * 86_400_000;

/** A delivery that is to be attempted. */
export interface DueDelivery {
  readonly id: number;
  readonly channel: string;
  readonly attempts: number;
  /** Since when it is tried, Unix ms. */
  readonly queuedMs: number;
  readonly message: NotifyMessage;
}

/**
 * What was told, and what is still to be sent; it outlives the console. Everything that is decided together is written
 * together, and is on disk before anything is sent. Throws STORE_FAILED.
 */
export interface Outbox {
  /** Why what was there before is gone; null when nothing is. */
  readonly problem: string | null;
  readonly groups: readonly GroupState[];
  /** Keeps the groups, and queues each message for each of its channels, unless it was queued before. */
  commit(plan: NotifyPlan, nowMs: number): void;
  /** Keeps a message that is sent at once, without its turn; the id of its delivery. */
  begin(channel: string, message: NotifyMessage, nowMs: number): number;
  /** What may be attempted now: of one group and channel only the oldest message, so that an end never comes before its beginning. */
  due(nowMs: number): readonly DueDelivery[];
  /** When the next attempt is due, Unix ms; null when none is. */
  nextDueMs(): number | null;
  /** Written down before the attempt: one that never ends is known after a restart. */
  sending(id: number): void;
  again(id: number, nextMs: number, reason: string): void;
  settle(id: number, state: "delivered" | "failed" | "unsure", nowMs: number, reason: string | null): void;
  /** Those that were being sent as the console ended, with the channel of each. */
  interrupted(): readonly Pick<DueDelivery, "id" | "channel">[];
  /** False for one that is not failed or unsure. */
  retry(id: number, nowMs: number): boolean;
  deliveries(limit: number): readonly Delivery[];
  close(): void;
}

interface Row {
  readonly id: number;
  readonly channel: string;
  readonly kind: MessageKind;
  readonly message: string;
  readonly title: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly created_ms: number;
  readonly queued_ms: number;
  readonly next_ms: number | null;
  readonly settled_ms: number | null;
  readonly reason: string | null;
}

export function openOutbox(file: string, nowMs: number): Outbox {
  const { sqlite, problem } = openReplaceable(file, { what: "outbox", migrations, synchronous: "FULL" }, nowMs);
  sqlite.prepare("DELETE FROM deliveries WHERE settled_ms < ?").run(nowMs - keptMs);
  const putGroup = sqlite.prepare("INSERT OR REPLACE INTO groups (key, state) VALUES (?, ?)");
  const dropGroup = sqlite.prepare("DELETE FROM groups WHERE key = ?");
  const insert = sqlite.prepare(
    `INSERT OR IGNORE INTO deliveries (event, channel, thread, kind, message, title, state, created_ms, queued_ms, next_ms)
     VALUES (:event, :channel, :thread, :kind, :message, :title, :state, :nowMs, :nowMs, :nextMs)`,
  );
  const isNext = `state = 'waiting' AND NOT EXISTS (
    SELECT 1 FROM deliveries AS other WHERE other.channel = one.channel AND other.thread = one.thread
    AND other.id < one.id AND other.state IN ('waiting', 'sending')
  )`;
  const selectDue = sqlite.prepare<[number], Row>(
    `SELECT * FROM deliveries AS one WHERE ${isNext} AND next_ms <= ? ORDER BY id`,
  );
  const selectNext = sqlite.prepare<[], { readonly next: number | null }>(
    `SELECT min(next_ms) AS next FROM deliveries AS one WHERE ${isNext}`,
  );
  const setSending = sqlite.prepare(
    "UPDATE deliveries SET state = 'sending', attempts = attempts + 1, next_ms = NULL WHERE id = ?",
  );
  const setWaiting = sqlite.prepare("UPDATE deliveries SET state = 'waiting', next_ms = ?, reason = ? WHERE id = ?");
  const setSettled = sqlite.prepare(
    "UPDATE deliveries SET state = ?, settled_ms = ?, next_ms = NULL, reason = ? WHERE id = ?",
  );
  const setAgain = sqlite.prepare(
    `UPDATE deliveries SET state = 'waiting', queued_ms = :nowMs, next_ms = :nowMs, settled_ms = NULL
     WHERE id = :id AND state IN ('failed', 'unsure')`,
  );
  const selectSending = sqlite.prepare<[], { readonly id: number; readonly channel: string }>(
    "SELECT id, channel FROM deliveries WHERE state = 'sending' ORDER BY id",
  );
  const selectNewest = sqlite.prepare<[number], Row>("SELECT * FROM deliveries ORDER BY id DESC LIMIT ?");

  // Written by this console alone, in the shape of its type.
  const groupRows = sqlite.prepare<[], { readonly key: string; readonly state: string }>("SELECT * FROM groups").all();
  const kept = new Map(groupRows.map(({ key, state }) => [key, state]));
  let groups: readonly GroupState[] = groupRows.map(({ state }) => JSON.parse(state) as GroupState);

  function queue(event: string, channel: string, message: NotifyMessage, state: DeliveryState, nowMs: number) {
    const { kind, route, groupLabels } = message;
    return insert.run({
      ...{
        event,
        channel,
        kind,
        state,
        nowMs: Math.round(nowMs),
        nextMs: state === "waiting" ? Math.round(nowMs) : null,
      },
      ...{ thread: JSON.stringify([route, groupLabels]), message: JSON.stringify(message), title: titleOf(message) },
    });
  }

  const write = sqlite.transaction((plan: NotifyPlan, texts: ReadonlyMap<string, string>, nowMs: number) => {
    for (const key of kept.keys()) if (!texts.has(key)) dropGroup.run(key);
    for (const [key, text] of texts) if (kept.get(key) !== text) putGroup.run(key, text);
    for (const { event, channels, message } of plan.messages) {
      for (const channel of channels) queue(event, channel, message, "waiting", nowMs);
    }
  });

  return {
    problem,
    get groups() {
      return groups;
    },
    commit(plan, nowMs) {
      const texts = new Map(plan.groups.map((group) => [group.key, JSON.stringify(group)]));
      const isSame = texts.size === kept.size && [...texts].every(([key, text]) => kept.get(key) === text);
      if (isSame && plan.messages.length === 0) return;
      write(plan, texts, nowMs);
      kept.clear();
      for (const [key, text] of texts) kept.set(key, text);
      groups = plan.groups;
    },
    begin(channel, message, nowMs) {
      const { lastInsertRowid } = queue(`test ${randomUUID()}`, channel, message, "sending", nowMs);
      return Number(lastInsertRowid);
    },
    due: (nowMs) =>
      selectDue.all(nowMs).map(({ id, channel, attempts, queued_ms, message }) => ({
        ...{ id, channel, attempts, queuedMs: queued_ms, message: JSON.parse(message) as NotifyMessage },
      })),
    nextDueMs: () => selectNext.get()?.next ?? null,
    sending: (id) => void setSending.run(id),
    again: (id, nextMs, reason) => void setWaiting.run(Math.round(nextMs), reason, id),
    settle: (id, state, nowMs, reason) => void setSettled.run(state, Math.round(nowMs), reason, id),
    interrupted: () => selectSending.all(),
    retry: (id, nowMs) => setAgain.run({ id, nowMs: Math.round(nowMs) }).changes > 0,
    deliveries: (limit) => selectNewest.all(limit).map(deliveryOf),
    close: () => sqlite.close(),
  };
}

function deliveryOf(row: Row): Delivery {
  const { id, channel, kind, title, state, attempts, reason } = row;
  return {
    ...{ id, channel, kind, title, state, attempts, reason },
    ...{ createdMs: row.created_ms, nextMs: row.next_ms, settledMs: row.settled_ms },
  };
}
