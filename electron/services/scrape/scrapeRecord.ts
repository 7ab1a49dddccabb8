import type { MidwatchError } from "../../../shared/base/errors.ts";
import type { Exposition, ExpositionSample } from "../../../shared/domain/metrics/exposition/model.ts";
import type { ScrapeHistory, ScrapeSnapshot } from "../../../shared/domain/metrics/lint/model.ts";
import type { ScrapeState } from "../../../shared/domain/metrics/scrapeState.ts";
import type { ScrapeTarget } from "../../../shared/domain/workspace/scrapeTarget.ts";

/** What is known of one target: its state for the UI, and a few past scrapes for the exporter doctor. */
export interface ScrapeRecord {
  readonly state: ScrapeState;
  readonly history: ScrapeHistory;
  up(scrape: {
    readonly timeMs: number;
    readonly seconds: number;
    readonly exposition: Exposition;
    readonly bytes: number;
    readonly via: ScrapeState["via"];
    readonly outOfTime: number;
  }): void;
  down(scrape: { readonly timeMs: number; readonly seconds: number; readonly error: MidwatchError }): void;
  hostDown(nowMs: number): void;
}

const problemsShown = 10;
const largestShown = 5;
/** Enough to tell a value that only rises from one that does so by chance. */
const snapshotsKept = 6;
const snapshotEveryMs = 30_000;

export function createScrapeRecord(options: {
  readonly id: string;
  readonly host: string;
  readonly target: ScrapeTarget;
  readonly intervalMs: number;
}): ScrapeRecord {
  const { id, host, target, intervalMs } = options;
  let state: ScrapeState = {
    id,
    host,
    job: target.job,
    url: `${target.scheme}://127.0.0.1:${target.port}${target.path}`,
    labels: { ...target.labels },
    intervalMs,
    health: { kind: "waiting" },
    via: null,
    lastAtMs: null,
    lastDurationMs: null,
    samples: null,
    bytes: null,
    largest: [],
    problems: [],
    problemCount: 0,
    duplicates: 0,
    truncated: false,
    outOfTime: 0,
  };
  let exposition: Exposition | null = null;
  let snapshots: readonly ScrapeSnapshot[] = [];
  let samples: readonly ExpositionSample[] = [];

  /** The newest scrape is always there; of those before, one every half minute. */
  function keep(timeMs: number, of: Exposition): void {
    if (of.changed || samples.length === 0) samples = [...of.samples];
    const values = new Float64Array(samples.length);
    for (let i = 0; i < values.length; i++) values[i] = samples[i]?.value ?? Number.NaN;
    const [before, newest] = snapshots.slice(-2);
    const isNear = before && newest && newest.timeMs - before.timeMs < snapshotEveryMs;
    const past = isNear ? snapshots.slice(0, -1) : snapshots;
    snapshots = [...past.slice(-(snapshotsKept - 1)), { timeMs, samples, values }];
  }

  return {
    get state() {
      return state;
    },
    get history() {
      return { exposition, snapshots };
    },
    up(scrape) {
      exposition = scrape.exposition;
      keep(scrape.timeMs, exposition);
      state = {
        ...state,
        health: { kind: "up" },
        via: scrape.via,
        lastAtMs: scrape.timeMs,
        lastDurationMs: scrape.seconds * 1000,
        samples: exposition.samples.length,
        bytes: scrape.bytes,
        largest: exposition.changed ? largestOf(exposition.samples) : state.largest,
        problems: exposition.problems.slice(0, problemsShown),
        problemCount: exposition.problemCount,
        duplicates: exposition.duplicates,
        truncated: exposition.truncated,
        outOfTime: scrape.outOfTime,
      };
    },
    down({ timeMs, seconds, error }) {
      const sinceMs = state.health.kind === "down" ? state.health.sinceMs : timeMs;
      const failure = { code: error.code, message: error.message, atMs: timeMs };
      state = {
        ...state,
        health: { kind: "down", error: failure, sinceMs },
        lastAtMs: timeMs,
        lastDurationMs: seconds * 1000,
      };
    },
    hostDown(nowMs) {
      if (state.health.kind !== "hostDown") state = { ...state, health: { kind: "hostDown", sinceMs: nowMs } };
    },
  };
}

function largestOf(samples: readonly ExpositionSample[]): ScrapeState["largest"] {
  const counts = new Map<string, number>();
  for (const { family } of samples) counts.set(family.name, (counts.get(family.name) ?? 0) + 1);
  return [...counts]
    .map(([name, series]) => ({ name, series }))
    .sort((a, b) => b.series - a.series || (a.name < b.name ? -1 : 1))
    .slice(0, largestShown);
}
