import { type CancelSignal, delay } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { DisposableStore, toDisposable } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { errorText, isMidwatchError } from "../../../shared/base/errors.ts";
import {
  type Finding,
  nextFindings,
  subjectKey,
  type UnusualSignal,
  type WatchedSubject,
} from "../../../shared/domain/anomaly/finding.ts";
import type { ScoredBatch, ScoredPass } from "../../../shared/domain/anomaly/fleetScorer.ts";
import { anomalyParameters } from "../../../shared/domain/anomaly/parameters.ts";
import type { WatchedGroup } from "../../../shared/domain/anomaly/watchedGroups.ts";
import type { Log } from "../log.ts";
import type { MetricsService } from "../metrics/types.ts";
import type { MetricSource } from "../sources/types.ts";
import { GroupReader } from "./groupReader.ts";
import type { AnomalyService, AnomalyState } from "./types.ts";

const { stepMs } = anomalyParameters;
/** Hosts are connected and have told something by then. */
const firstPassMs = 20_000;
/** Samples of a step arrive a little after it. */
const settleMs = 2000;

export interface AnomalyServiceOptions {
  readonly metrics: Pick<MetricsService, "score" | "onRestart">;
  readonly clock: Clock;
  readonly log: Log;
  readonly sources: { get(name: string): Pick<MetricSource, "kind" | "queryRange" | "queryInstant"> };
  /** What is watched, asked at each pass. */
  readonly groups: () => readonly WatchedGroup[];
  /** When something of it was last released, Unix ms; null for not lately. */
  readonly releaseOf: (subject: WatchedSubject) => number | null;
}

export function createAnomalyService(options: AnomalyServiceOptions): AnomalyService {
  const { metrics, clock, log, sources, groups, releaseOf } = options;
  const owned = new DisposableStore();
  const changed = owned.add(new Emitter<void>());
  const began = owned.add(new Emitter<Finding>());
  let readers = new Map<string, GroupReader>();
  // Everything is read again: the thread that knew it is gone.
  owned.add(
    metrics.onRestart(() => {
      readers = new Map();
    }),
  );
  let state: AnomalyState = { atMs: null, findings: [], trends: [], series: 0, known: [], problem: null };

  /** A query that stays as it is goes on; its id stays when only its window changed. */
  function follow(): readonly GroupReader[] {
    const before = readers;
    readers = new Map(
      groups().map((group) => {
        const known = before.get(group.id);
        const isSame = known?.group.source === group.source && known.group.expr === group.expr;
        return [group.id, isSame ? known : new GroupReader(group)];
      }),
    );
    return [...readers.values()];
  }

  async function pass(signal: CancelSignal): Promise<void> {
    const toMs = Math.floor((clock.nowMs() - settleMs) / stepMs) * stepMs;
    const following = follow();
    const batches: ScoredBatch[] = [];
    const failed: string[] = [];
    for (const reader of following) {
      try {
        const batch = await reader.readNew(sources.get(reader.group.source), toMs, releaseOf, signal);
        if (batch) batches.push(batch);
      } catch (error) {
        if (signal.aborted || !isMidwatchError(error)) throw error;
        failed.push(`${reader.group.id}: ${errorText(error)}`);
      }
    }
    const scored = await metrics.score({ kind: "pass", nowMs: toMs, batches }, signal);
    settle(scored, toMs, failed);
    for (const reader of following) await remember(reader, signal);
  }

  async function remember(reader: GroupReader, signal: CancelSignal): Promise<void> {
    try {
      for (const batch of await reader.readPast(sources.get(reader.group.source), signal)) {
        await metrics.score({ kind: "remember", batch }, signal);
      }
    } catch (error) {
      // The past can wait: it is asked for again at the next pass.
      if (signal.aborted || !isMidwatchError(error)) throw error;
    }
  }

  function settle({ unusual, trends, series, known }: ScoredPass, nowMs: number, failed: readonly string[]): void {
    const named = unusual.flatMap((one) => {
      const watched = find(one.key);
      return watched ? [{ ...one, watched }] : [];
    });
    const signals = named.map(({ watched, value, low, high, detectors }): UnusualSignal => {
      const { subject, title, group } = watched;
      return { subject, title, unit: group.unit, value, low, high, detectors };
    });
    const findings = nextFindings(state.findings, withoutSilentSubjects(signals), nowMs);
    const fresh = findings.filter(({ id }) => !state.findings.some((one) => one.id === id));
    state = {
      atMs: nowMs,
      findings: [...findings].sort((a, b) => b.sinceMs - a.sinceMs),
      trends: trends
        .flatMap(({ key, ...trend }) => {
          const watched = find(key);
          return watched
            ? [{ ...trend, subject: watched.subject, title: watched.title, unit: watched.group.unit }]
            : [];
        })
        .sort((a, b) => a.likelyMs - b.likelyMs),
      series,
      known: known.flatMap((key) => {
        const watched = find(key);
        return watched ? [{ subject: watched.subject, title: watched.title }] : [];
      }),
      problem: failed.length === 0 ? null : `Not looked at: ${failed.join("; ")}`,
    };
    for (const one of fresh) began.fire(one);
    changed.fire();
  }

  function find(key: string) {
    return readers.get(key.slice(0, key.indexOf("\n")))?.find(key) ?? null;
  }

  async function run(signal: AbortSignal): Promise<void> {
    await delay(clock, firstPassMs, signal);
    while (!signal.aborted) {
      try {
        await pass(signal);
      } catch (error) {
        if (signal.aborted || !isMidwatchError(error)) throw error;
        state = { ...state, problem: `Anomalies were not looked for: ${errorText(error)}` };
        changed.fire();
      }
      await delay(clock, stepMs, signal);
    }
  }

  const running = new AbortController();
  owned.add(toDisposable(() => running.abort()));
  run(running.signal).catch((error: unknown) => {
    if (!running.signal.aborted) log.error("Anomalies are no longer looked for", { error: errorText(error) });
  });

  return {
    get state() {
      return state;
    },
    onChange: changed.event,
    onFinding: began.event,
    band: (request, signal) => metrics.score({ kind: "band", request }, signal),
    dispose: () => owned.dispose(),
  };
}

/** A host or service that tells nothing at all any more is an alert already: that its series are silent is no finding of its own. */
function withoutSilentSubjects(signals: readonly UnusualSignal[]): readonly UnusualSignal[] {
  const silent = new Map<string, number>();
  for (const { subject, value } of signals) {
    const key = subjectKey(subject);
    if (value === null) silent.set(key, (silent.get(key) ?? 0) + 1);
  }
  return signals.filter(({ subject, value }) => value !== null || (silent.get(subjectKey(subject)) ?? 0) <= mostSilent);
}

/** More series of one host or service do not fall silent one by one. */
const mostSilent = 3;
