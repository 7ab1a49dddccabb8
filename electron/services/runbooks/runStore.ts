import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Plan } from "../../../shared/domain/runbook/plan.ts";
import { type RunLine, type RunState, runLine, runState } from "../../../shared/domain/runbook/runState.ts";
import type { Log } from "../log.ts";
import { openReplaceable } from "../openSqlite.ts";

/** Of each run. */
const mostLines = 5000;

const migrations = [
  `
  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    runbook TEXT NOT NULL,
    started_ms INTEGER NOT NULL,
    ended_ms INTEGER,
    state TEXT NOT NULL,
    plan TEXT NOT NULL
  ) STRICT;
  CREATE INDEX runs_by_start ON runs (started_ms);
  CREATE TABLE lines (
    run TEXT NOT NULL,
    seq INTEGER NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (run, seq)
  ) STRICT;
  `,
];

/** What a run was going to do is kept beside how far it came: after a crash both are needed to take it back. */
export interface RunStore extends Disposable {
  add(state: RunState, plan: Plan): void;
  save(state: RunState): void;
  addLine(run: string, line: RunLine): void;
  get(id: string): RunState | null;
  plan(id: string): Plan | null;
  lines(run: string): readonly RunLine[];
  /** Newest first; of one runbook or of all. */
  list(options: { readonly runbook: string | null; readonly limit: number }): readonly RunState[];
  /** Those that never ended. */
  unfinished(): readonly RunState[];
}

export function createRunStore({
  file,
  nowMs,
  log,
}: {
  readonly file: string;
  readonly nowMs: number;
  readonly log: Log;
}): RunStore {
  const options = { what: "database of runs", migrations, synchronous: "FULL" } as const;
  const { sqlite, problem } = openReplaceable(file, options, nowMs);
  if (problem !== null) log.error(`${problem}; earlier runs are not shown, the audit log has them`);
  const insert = sqlite.prepare(
    "INSERT INTO runs (id, runbook, started_ms, ended_ms, state, plan) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const update = sqlite.prepare("UPDATE runs SET ended_ms = ?, state = ? WHERE id = ?");
  const insertLine = sqlite.prepare("INSERT OR REPLACE INTO lines (run, seq, line) VALUES (?, ?, ?)");
  const states = (where: string, ...given: readonly (string | number)[]) =>
    sqlite
      .prepare(`SELECT state FROM runs ${where}`)
      .pluck()
      .all(...given)
      .map(stateOf);
  const one = sqlite.prepare("SELECT state FROM runs WHERE id = ?").pluck();
  const plan = sqlite.prepare("SELECT plan FROM runs WHERE id = ?").pluck();
  const lines = sqlite.prepare("SELECT line FROM lines WHERE run = ? ORDER BY seq").pluck();

  return {
    add: (state, of) =>
      void insert.run(
        state.id,
        state.runbook,
        state.startedAtMs,
        state.endedAtMs,
        JSON.stringify(state),
        JSON.stringify(of),
      ),
    save: (state) => void update.run(state.endedAtMs, JSON.stringify(state), state.id),
    addLine(run, line) {
      if (line.seq <= mostLines) insertLine.run(run, line.seq, JSON.stringify(line));
    },
    get(id) {
      const found = one.get(id);
      return found === undefined ? null : stateOf(found);
    },
    plan(id) {
      const found = plan.get(id);
      return found === undefined ? null : (JSON.parse(String(found)) as Plan);
    },
    lines: (run) => lines.all(run).map((line) => runLine.parse(JSON.parse(String(line)))),
    list: ({ runbook, limit }) =>
      runbook === null
        ? states("ORDER BY started_ms DESC LIMIT ?", limit)
        : states("WHERE runbook = ? ORDER BY started_ms DESC LIMIT ?", runbook, limit),
    unfinished: () => states("WHERE ended_ms IS NULL ORDER BY started_ms"),
    dispose: () => void sqlite.close(),
  };
}

function stateOf(row: unknown): RunState {
  return runState.parse(JSON.parse(String(row)));
}
