import { Backoff } from "../../../shared/base/backoff.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { errorText, isMidwatchError, MidwatchError } from "../../../shared/base/errors.ts";
import { ExpositionParser } from "../../../shared/domain/metrics/exposition/parser.ts";
import type { ScrapeHistory } from "../../../shared/domain/metrics/lint/model.ts";
import type { ScrapeState } from "../../../shared/domain/metrics/scrapeState.ts";
import { type ScrapeTarget, scrapeIntervalMs, scrapeTimeoutMs } from "../../../shared/domain/workspace/scrapeTarget.ts";
import type { HttpService } from "../http/types.ts";
import type { MetricsService } from "../metrics/types.ts";
import type { SshConnection } from "../ssh/types.ts";
import { askTarget } from "./askTarget.ts";
import { createScrapeRecord } from "./scrapeRecord.ts";
import { createTargetReach, type TargetReach } from "./targetReach.ts";
import { createTargetRows } from "./targetRows.ts";
import type { HostConnections } from "./types.ts";

export interface TargetScraperOptions {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly id: string;
  readonly host: string;
  readonly target: ScrapeTarget;
  readonly connections: Pick<HostConnections, "of">;
  readonly metrics: Pick<MetricsService, "target">;
  readonly http: Pick<HttpService, "client" | "authorization">;
  onChange(): void;
}

export interface TargetScraper extends Disposable {
  readonly state: ScrapeState;
  readonly history: ScrapeHistory;
  /** The host's connection may be another one. */
  hostChanged(): void;
}

/** A target is asked at once when it can be, this long after the others at most. */
const firstSpreadMs = 1000;
/** A target that fails is asked less and less often, not less often than this: it must be seen to recover. */
const slowestMs = 60_000;
/** Failures in a row before that begins. */
const patience = 3;

/** Asks one target at its interval, one request at a time, for as long as its host is connected. */
export function createTargetScraper(options: TargetScraperOptions): TargetScraper {
  const { clock, host, target, connections, http, random } = options;
  const intervalMs = scrapeIntervalMs(target);
  const timeoutMs = scrapeTimeoutMs(target);
  const labels = { ...target.labels, instance: host, job: target.job };
  const rows = createTargetRows(clock, options.metrics.target(labels));
  const parser = new ExpositionParser({
    renameLabel: (label) => (Object.hasOwn(labels, label) ? `exported_${label}` : label),
  });
  const record = createScrapeRecord({ id: options.id, host, target, intervalMs });
  const backoff = new Backoff({ firstMs: intervalMs, maxMs: Math.max(slowestMs, intervalMs), random: () => 1 });
  /** Where in the interval its turns are: targets of a fleet are spread over it. */
  const phaseMs = random() * intervalMs;
  const startMs = clock.monotonicMs();
  let connection: SshConnection | null | "stopped" = null;
  let reach: TargetReach | null = null;
  let timer: Disposable | null = null;
  let running: AbortController | null = null;
  let failures = 0;

  function schedule(delayMs: number): void {
    timer?.dispose();
    timer = clock.after(delayMs, turn);
  }

  /** The next turn on the target's beat, at least `leastMs` from now. */
  function nextBeatMs(leastMs: number): number {
    const sinceMs = clock.monotonicMs() + leastMs - startMs - phaseMs;
    return leastMs + (Math.ceil(sinceMs / intervalMs) * intervalMs - sinceMs);
  }

  function turn(): void {
    // Half an interval at least: after a turn out of the order the next beat may be near.
    schedule(nextBeatMs(intervalMs / 2));
    if (running || connection === "stopped") return;
    if (connection === null) {
      rows.down(rows.nextTimeMs(), null);
      record.hostDown(clock.nowMs());
      options.onChange();
      return;
    }
    const abort = new AbortController();
    running = abort;
    void scrape(connection, abort.signal).finally(() => {
      if (running === abort) running = null;
    });
  }

  async function scrape(over: SshConnection, signal: AbortSignal): Promise<void> {
    let timeMs = rows.nextTimeMs();
    let startedMs = clock.monotonicMs();
    const seconds = () => (clock.monotonicMs() - startedMs) / 1000;
    const onBegin = () => {
      timeMs = rows.nextTimeMs();
      startedMs = clock.monotonicMs();
    };
    try {
      reach ??= createTargetReach({ connection: over, http, target });
      const { exposition, bytes } = await askTarget({ target, reach, http, parser, timeoutMs, signal, onBegin });
      if (signal.aborted) return;
      const outOfTime = rows.up(timeMs, seconds(), exposition.samples);
      failures = 0;
      backoff.reset();
      record.up({ timeMs, seconds: seconds(), exposition, bytes, via: reach.via, outOfTime });
    } catch (error) {
      if (signal.aborted) return;
      rows.down(timeMs, seconds());
      failures += 1;
      if (failures >= patience) schedule(nextBeatMs(backoff.nextDelayMs()));
      record.down({ timeMs, seconds: seconds(), error: asFailure(error) });
    }
    options.onChange();
  }

  function hostChanged(): void {
    const now = connections.of(host);
    if (now === connection) return;
    connection = now;
    running?.abort();
    running = null;
    reach?.dispose();
    reach = null;
    failures = 0;
    backoff.reset();
    if (now === "stopped") rows.ended();
    schedule(now !== null && now !== "stopped" ? random() * Math.min(firstSpreadMs, intervalMs) : nextBeatMs(0));
  }

  schedule(nextBeatMs(0));
  hostChanged();

  return {
    get state() {
      return record.state;
    },
    get history() {
      return record.history;
    },
    hostChanged,
    dispose() {
      timer?.dispose();
      running?.abort();
      reach?.dispose();
      rows.dispose();
    },
  };
}

function asFailure(error: unknown): MidwatchError {
  return isMidwatchError(error) ? error : new MidwatchError("INTERNAL", errorText(error), { cause: error });
}
