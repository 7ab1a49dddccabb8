import { Backoff } from "../../../shared/base/backoff.ts";
import { throwIfCancelled } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { errorText, isMidwatchError, MidwatchError } from "../../../shared/base/errors.ts";
import type { Exposition } from "../../../shared/domain/metrics/exposition/model.ts";
import { ExpositionParser } from "../../../shared/domain/metrics/exposition/parser.ts";
import type { ScrapeHistory } from "../../../shared/domain/metrics/lint/model.ts";
import type { ScrapeState } from "../../../shared/domain/metrics/scrapeState.ts";
import { type ScrapeTarget, scrapeIntervalMs, scrapeTimeoutMs } from "../../../shared/domain/workspace/scrapeTarget.ts";
import type { HttpResponse, HttpService } from "../http/types.ts";
import type { MetricsService } from "../metrics/types.ts";
import type { SshConnection } from "../ssh/types.ts";
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
  readonly http: HttpService;
  onChange(): void;
}

export interface TargetScraper extends Disposable {
  readonly state: ScrapeState;
  readonly history: ScrapeHistory;
  /** The host's connection may be another one. */
  hostChanged(): void;
}

const mostBytes = 16 * 2 ** 20;
/** A target is asked at once when it can be, this long after the others at most. */
const firstSpreadMs = 1000;
/** A target that fails is asked less and less often, not less often than this: it must be seen to recover. */
const slowestMs = 60_000;
/** Failures in a row before that begins. */
const patience = 3;

const accept =
  "application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.9,text/plain;q=0.5,*/*;q=0.1";

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
    const timeMs = rows.nextTimeMs();
    if (connection === null) {
      rows.down(timeMs, null);
      record.hostDown(clock.nowMs());
      options.onChange();
      return;
    }
    const abort = new AbortController();
    running = abort;
    void scrape(connection, timeMs, abort.signal).finally(() => {
      if (running === abort) running = null;
    });
  }

  async function scrape(over: SshConnection, timeMs: number, signal: AbortSignal): Promise<void> {
    const startedMs = clock.monotonicMs();
    const seconds = () => (clock.monotonicMs() - startedMs) / 1000;
    try {
      const response = await ask(over, signal);
      if (signal.aborted) return;
      const exposition = read(response);
      const outOfTime = rows.up(timeMs, seconds(), exposition.samples);
      failures = 0;
      backoff.reset();
      const via = reach?.via ?? "forward";
      record.up({ timeMs, seconds: seconds(), exposition, bytes: response.body.length, via, outOfTime });
    } catch (error) {
      if (signal.aborted) return;
      rows.down(timeMs, seconds());
      failures += 1;
      if (failures >= patience) schedule(nextBeatMs(backoff.nextDelayMs()));
      record.down({ timeMs, seconds: seconds(), error: asFailure(error) });
    }
    options.onChange();
  }

  async function ask(over: SshConnection, signal: AbortSignal): Promise<HttpResponse> {
    const header = await http.authorization(target.auth);
    throwIfCancelled(signal);
    reach ??= createTargetReach({ connection: over, http, target });
    return reach.request({
      operation: `scrape of ${target.job}`,
      path: target.path,
      headers: { accept, ...(header === null ? {} : { authorization: header }) },
      timeoutMs,
      maxBytes: mostBytes,
      signal,
    });
  }

  function read({ status, headers, body }: HttpResponse): Exposition {
    if (status !== 200) throw statusFailure(status, target);
    const kind = headers["content-type"] ?? "";
    if (/^text\/html/i.test(kind)) {
      throw new MidwatchError("REMOTE_FAILED", `${target.path} answers with a web page: name the path of the metrics`);
    }
    const exposition = parser.parse(body, formatOf(kind));
    const { samples, problemCount, problems } = exposition;
    if (samples.length > target.sampleLimit) {
      const message = `${samples.length} samples are more than the ${target.sampleLimit} of sampleLimit: none was stored`;
      throw new MidwatchError("LIMIT", message);
    }
    if (samples.length === 0 && problemCount > 0) {
      const [first] = problems;
      const place = first ? ` (line ${first.line}, column ${first.column}: ${first.message})` : "";
      throw new MidwatchError("REMOTE_FAILED", `${target.path} answers with something else than metrics${place}`);
    }
    return exposition;
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

/** An exporter that names OpenMetrics ends it in `# EOF`; without a name the text itself tells. */
function formatOf(contentType: string): "text" | "openMetrics" | undefined {
  if (/^application\/openmetrics-text/i.test(contentType)) return "openMetrics";
  return /^text\/plain;.*version=0\.0\.4/i.test(contentType) ? "text" : undefined;
}

function statusFailure(status: number, { path, port, auth }: ScrapeTarget): MidwatchError {
  switch (status) {
    case 401:
    case 403: {
      const advice = auth ? "the secret is not the right one" : "it wants auth";
      return new MidwatchError("FORBIDDEN", `Port ${port} does not let Midwatch read ${path} (${status}): ${advice}`);
    }
    case 404:
      return new MidwatchError(
        "NOT_FOUND",
        `Port ${port} has no ${path} (404): name the path of the metrics, or switch them on`,
      );
    default:
      return new MidwatchError("REMOTE_FAILED", `Port ${port} answers ${path} with status ${status}`, {
        retryable: status >= 500,
      });
  }
}

function asFailure(error: unknown): MidwatchError {
  return isMidwatchError(error) ? error : new MidwatchError("INTERNAL", errorText(error), { cause: error });
}
