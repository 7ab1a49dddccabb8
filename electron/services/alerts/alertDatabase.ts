import type { AlertClaim } from "../../../shared/domain/alerts/alert.ts";
import type { FiringRun } from "../../../shared/domain/alerts/firingRuns.ts";
import type { ActiveAlert, RuleAlerts } from "../../../shared/domain/alerts/rules/alertState.ts";
import { openReplaceable } from "../openSqlite.ts";
import type { AlertRecord, HistoryWindow } from "./types.ts";

const migrations = [
  `
  CREATE TABLE firings (
    fingerprint TEXT NOT NULL,
    fired_ms INTEGER NOT NULL,
    rule TEXT NOT NULL,
    labels TEXT NOT NULL,
    active_ms INTEGER NOT NULL,
    resolved_ms INTEGER,
    touched INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (fingerprint, fired_ms)
  ) WITHOUT ROWID;
  CREATE INDEX firings_by_time ON firings (fired_ms);
  CREATE TABLE claims (
    fingerprint TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    note TEXT NOT NULL,
    at_ms INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE rule_states (
    rule TEXT PRIMARY KEY,
    saved_ms INTEGER NOT NULL,
    alerts TEXT NOT NULL
  ) WITHOUT ROWID;
  `,
  `
  ALTER TABLE firings ADD COLUMN source TEXT NOT NULL DEFAULT 'local';
  CREATE TABLE backfills (
    source TEXT PRIMARY KEY,
    through_ms INTEGER NOT NULL
  ) WITHOUT ROWID;
  `,
];
/** Firings are kept that long. */
const keptMs = 90 * 86_400_000;

export interface SavedRule {
  readonly savedMs: number;
  readonly alerts: RuleAlerts;
}

/** What outlives the console: firings, claims, and the state of every rule. Throws STORE_FAILED. */
export interface AlertDatabase {
  /** Why what was there before is gone; null when nothing is. */
  readonly problem: string | null;
  /** Of a rule that is evaluated here, as what resolves is. */
  fired(record: Omit<AlertRecord, "source" | "resolvedMs" | "touched">): void;
  resolved(fingerprint: string, resolvedMs: number): void;
  /** Until when (Unix ms) a server's history is here; null for one that was never read. */
  readThrough(source: string): number | null;
  /** Takes what a server says fired in a window that begins where the last one ended; firings told by others stay theirs. */
  backfill(source: string, runs: readonly KnownRun[], window: BackfillWindow): void;
  claims(): ReadonlyMap<string, AlertClaim>;
  claim(fingerprint: string, claim: AlertClaim): void;
  unclaim(fingerprint: string): void;
  /** Somebody did something about what fires now. */
  touch(fingerprint: string): void;
  history(window: HistoryWindow): readonly AlertRecord[];
  saveRules(rules: ReadonlyMap<string, SavedRule>): void;
  savedRules(): ReadonlyMap<string, SavedRule>;
  close(): void;
}

type KnownRun = FiringRun & { readonly fingerprint: string };

/** Unix ms; runs are as exact as the step. */
interface BackfillWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

interface FiringRow {
  readonly source: string;
  readonly fingerprint: string;
  readonly fired_ms: number;
  readonly rule: string;
  readonly labels: string;
  readonly active_ms: number;
  readonly resolved_ms: number | null;
  readonly touched: number;
}

export function openAlertDatabase(file: string, nowMs: number): AlertDatabase {
  const { sqlite, problem } = openReplaceable(
    file,
    { what: "alert history", migrations, synchronous: "NORMAL" },
    nowMs,
  );
  sqlite.prepare("DELETE FROM firings WHERE fired_ms < ?").run(nowMs - keptMs);
  const insertFiring = sqlite.prepare(
    "INSERT OR IGNORE INTO firings (fingerprint, fired_ms, rule, labels, active_ms) VALUES (?, ?, ?, ?, ?)",
  );
  const resolveFiring = sqlite.prepare(
    "UPDATE firings SET resolved_ms = ? WHERE fingerprint = ? AND resolved_ms IS NULL AND source = 'local'",
  );
  const touchFiring = sqlite.prepare("UPDATE firings SET touched = 1 WHERE fingerprint = ? AND resolved_ms IS NULL");
  const putClaim = sqlite.prepare("INSERT OR REPLACE INTO claims (fingerprint, name, note, at_ms) VALUES (?, ?, ?, ?)");
  const dropClaim = sqlite.prepare("DELETE FROM claims WHERE fingerprint = ?");
  const selectFirings = sqlite.prepare<[HistoryWindow], FiringRow>(
    `SELECT * FROM firings WHERE fired_ms >= :fromMs AND fired_ms < :toMs
     AND source = ifnull(:source, source) AND rule = ifnull(:rule, rule) ORDER BY fired_ms DESC LIMIT :limit`,
  );
  const openFirings = sqlite.prepare<[string], { fingerprint: string }>(
    "SELECT fingerprint FROM firings WHERE source = ? AND resolved_ms IS NULL",
  );
  const endFiring = sqlite.prepare(
    "UPDATE firings SET resolved_ms = ? WHERE fingerprint = ? AND source = ? AND resolved_ms IS NULL",
  );
  const firingAt = sqlite.prepare<[string, number, number], { fired_ms: number; source: string }>(
    `SELECT fired_ms, source FROM firings WHERE fingerprint = ? AND fired_ms <= ? AND (resolved_ms IS NULL OR resolved_ms >= ?)
     ORDER BY fired_ms DESC LIMIT 1`,
  );
  const setResolved = sqlite.prepare("UPDATE firings SET resolved_ms = ? WHERE fingerprint = ? AND fired_ms = ?");
  const insertRun = sqlite.prepare(
    "INSERT INTO firings (fingerprint, fired_ms, rule, labels, active_ms, resolved_ms, source) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const putThrough = sqlite.prepare("INSERT OR REPLACE INTO backfills (source, through_ms) VALUES (?, ?)");
  const selectThrough = sqlite.prepare<[string], { through_ms: number }>(
    "SELECT through_ms FROM backfills WHERE source = ?",
  );
  const putRule = sqlite.prepare("INSERT OR REPLACE INTO rule_states (rule, saved_ms, alerts) VALUES (?, ?, ?)");
  const dropRules = sqlite.prepare("DELETE FROM rule_states");

  return {
    problem,
    fired: ({ fingerprint, firedMs, rule, labels, activeMs }) =>
      void insertFiring.run(fingerprint, Math.round(firedMs), rule, JSON.stringify(labels), Math.round(activeMs)),
    resolved: (fingerprint, resolvedMs) => void resolveFiring.run(Math.round(resolvedMs), fingerprint),
    readThrough: (source) => selectThrough.get(source)?.through_ms ?? null,
    backfill: sqlite.transaction(
      (source: string, runs: readonly KnownRun[], { fromMs, toMs, stepMs }: BackfillWindow) => {
        const goOn = new Set(runs.filter((run) => run.fromMs === fromMs).map((run) => run.fingerprint));
        for (const { fingerprint } of openFirings.all(source)) {
          if (!goOn.has(fingerprint)) endFiring.run(fromMs, fingerprint, source);
        }
        for (const run of runs) {
          const known = firingAt.get(run.fingerprint, (run.toMs ?? toMs) + stepMs, run.fromMs - stepMs);
          if (known?.source === source) setResolved.run(run.toMs, run.fingerprint, known.fired_ms);
          if (known) continue;
          const labels = JSON.stringify(run.labels);
          insertRun.run(run.fingerprint, run.fromMs, run.labels.alertname ?? "", labels, run.fromMs, run.toMs, source);
        }
        putThrough.run(source, toMs);
      },
    ),
    claims() {
      const rows = sqlite.prepare<[], { fingerprint: string; name: string; note: string; at_ms: number }>(
        "SELECT * FROM claims",
      );
      return new Map(rows.all().map((row) => [row.fingerprint, { name: row.name, note: row.note, atMs: row.at_ms }]));
    },
    claim(fingerprint, { name, note, atMs }) {
      putClaim.run(fingerprint, name, note, atMs);
      touchFiring.run(fingerprint);
    },
    touch: (fingerprint) => void touchFiring.run(fingerprint),
    unclaim: (fingerprint) => void dropClaim.run(fingerprint),
    history: (window) => selectFirings.all(window).map(recordOf),
    saveRules: sqlite.transaction((rules: ReadonlyMap<string, SavedRule>) => {
      dropRules.run();
      for (const [rule, { savedMs, alerts }] of rules) {
        if (alerts.size > 0) putRule.run(rule, Math.round(savedMs), JSON.stringify([...alerts]));
      }
    }),
    savedRules() {
      const rows = sqlite.prepare<[], { rule: string; saved_ms: number; alerts: string }>("SELECT * FROM rule_states");
      return new Map(
        rows.all().map(({ rule, saved_ms, alerts }) => {
          // Written by this console alone, in the shape above.
          const entries = JSON.parse(alerts) as [string, ActiveAlert][];
          return [rule, { savedMs: saved_ms, alerts: new Map(entries) }];
        }),
      );
    },
    close: () => sqlite.close(),
  };
}

function recordOf(row: FiringRow): AlertRecord {
  return {
    source: row.source,
    fingerprint: row.fingerprint,
    rule: row.rule,
    labels: JSON.parse(row.labels) as Record<string, string>,
    activeMs: row.active_ms,
    firedMs: row.fired_ms,
    resolvedMs: row.resolved_ms,
    touched: row.touched === 1,
  };
}
