import { isDeepStrictEqual } from "node:util";
import { type CancelSignal, delay } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { errorText, isMidwatchError } from "../../../shared/base/errors.ts";
import type { Alert } from "../../../shared/domain/alerts/alert.ts";
import type { ScrapeState } from "../../../shared/domain/metrics/scrapeState.ts";
import { formatDurationMs } from "../../../shared/domain/promql/numberLiteral.ts";
import { parseSelectorText } from "../../../shared/domain/promql/parseQuery.ts";
import { serviceCost } from "../../../shared/domain/services/cost.ts";
import { healthOf } from "../../../shared/domain/services/health.ts";
import type {
  ServiceDefinition,
  ServiceFacts,
  ServiceHealth,
  ServiceState,
  ServiceTarget,
} from "../../../shared/domain/services/model.ts";
import { presetNamed, serviceKind } from "../../../shared/domain/services/presets/presets.ts";
import { serviceAlerts } from "../../../shared/domain/services/serviceAlerts.ts";
import { serviceScope } from "../../../shared/domain/services/serviceScope.ts";
import { signalQueries } from "../../../shared/domain/services/signals.ts";
import { localSourceName } from "../../../shared/domain/workspace/localSource.ts";
import type { WorkspacePrices } from "../../../shared/domain/workspace/service.ts";
import type { Log } from "../log.ts";
import type { MetricSource } from "../sources/types.ts";
import { evaluatePast, evaluateSignals } from "./evaluateSignals.ts";
import { readFacts } from "./readFacts.ts";
import { gpusOf, occupiedGpus } from "./serviceGpus.ts";
import { localTarget, scrapedTargets, serverTargets } from "./serviceTargets.ts";
import type { ServiceHost } from "./types.ts";

const intervalMs = 5000;
/** Metrics come and go with releases, not with requests; the last hour changes by the minute. */
const slowIntervalMs = 60_000;
const leastWindowMs = 60_000;
/** A server's own interval is not known: most are at most a minute. */
const serverWindowMs = 5 * 60_000;

export interface RunnerDependencies {
  readonly clock: Clock;
  readonly log: Log;
  readonly source: () => MetricSource;
  readonly scraped: () => readonly ScrapeState[];
  readonly hosts: () => readonly ServiceHost[];
  readonly alerts: () => Iterable<Alert>;
  readonly prices: () => WorkspacePrices | undefined;
  readonly onChange: () => void;
}

export interface ServiceRunner extends Disposable {
  readonly definition: ServiceDefinition;
  readonly state: ServiceState;
  readonly facts: ServiceFacts | null;
  start(): void;
  /** What was evaluated stays. */
  stop(): void;
}

const neverMs = Number.NEGATIVE_INFINITY;

/** Evaluates one service, once every few seconds while it is started. */
export function createServiceRunner(definition: ServiceDefinition, dependencies: RunnerDependencies): ServiceRunner {
  const { clock, log, onChange } = dependencies;
  const matchers = parseSelectorText(`{${definition.matchers}}`);
  let running: AbortController | null = null;
  let facts: ServiceFacts | null = null;
  let factsAtMs = neverMs;
  let factsOf = "";
  let pastAtMs = neverMs;
  let state: ServiceState = {
    definition,
    health: { kind: "waiting" },
    sinceMs: clock.nowMs(),
    kind: null,
    signals: {},
    signalsAtMs: null,
    change: null,
    latencyHistory: new Float64Array(0),
    targets: [],
    hosts: definition.hosts ?? [],
    gpus: { reporting: 0, expected: 0, utilizationRatio: null },
    cost: { kind: "noGpus" },
    alerts: [],
  };

  async function evaluate(signal: CancelSignal): Promise<void> {
    const scraped = scrapedTargets(definition, dependencies.scraped());
    const isLocal = definition.source === localSourceName;
    let targets: readonly ServiceTarget[] = isLocal ? scraped.map(localTarget) : state.targets;
    try {
      const source = dependencies.source();
      const nowMs = clock.nowMs();
      if (!isLocal) targets = await serverTargets(definition, source, dependencies.hosts(), nowMs, signal);
      const rateWindowMs = isLocal ? localWindowMs(scraped) : serverWindowMs;
      const known = await currentFacts(source, targets, rateWindowMs, signal);
      const scope = serviceScope(definition, known, formatDurationMs(rateWindowMs));
      const signals = await evaluateSignals(scope, source, nowMs, signal);
      if (clock.monotonicMs() - pastAtMs >= slowIntervalMs) {
        const past = await evaluatePast(scope, source, nowMs, signal);
        pastAtMs = clock.monotonicMs();
        state = { ...state, ...past };
      }
      const hasFigures = Object.keys(signals).length > 0;
      const isFresh =
        hasFigures || targets.some((target) => target.state === "up") || Object.keys(signalQueries(scope)).length === 0;
      const health = healthOf({ failure: null, targets, isKnown: known.metrics.length > 0, isFresh });
      settle(health, targets, hasFigures ? { signals, signalsAtMs: nowMs } : {});
    } catch (error) {
      if (signal.aborted || !isMidwatchError(error)) throw error;
      const failure = { code: error.code, message: errorText(error) };
      settle(healthOf({ failure, targets, isKnown: false, isFresh: false }), targets, {});
    }
  }

  /** Read again once a minute, while there are none, and whenever other targets answer. */
  async function currentFacts(
    source: MetricSource,
    targets: readonly ServiceTarget[],
    rateWindowMs: number,
    signal: CancelSignal,
  ): Promise<ServiceFacts> {
    const answering = JSON.stringify(targets.filter((target) => target.state === "up").map(({ labels }) => labels));
    const isOld = clock.monotonicMs() - factsAtMs >= slowIntervalMs || answering !== factsOf;
    if (facts && facts.metrics.length > 0 && !isOld) return facts;
    const fresh = { ...(await readFacts(definition, source, clock.nowMs(), signal)), rateWindowMs };
    factsAtMs = clock.monotonicMs();
    factsOf = answering;
    // What it told stays known after it fell silent: that is when its board is looked at.
    if (facts && (isDeepStrictEqual(facts, fresh) || fresh.metrics.length === 0)) return facts;
    facts = fresh;
    pastAtMs = neverMs;
    return fresh;
  }

  function settle(
    health: ServiceHealth,
    targets: readonly ServiceTarget[],
    figures: Partial<Pick<ServiceState, "signals" | "signalsAtMs">>,
  ): void {
    const names = definition.hosts ?? [...new Set(targets.flatMap(({ host }) => host ?? []))];
    const hosts = dependencies.hosts().filter(({ name }) => names.includes(name));
    const signals = figures.signals ?? state.signals;
    const presets = (facts?.presets ?? []).flatMap((id) => presetNamed(id) ?? []);
    const occupied = occupiedGpus(
      definition,
      presets.some(({ servesModels }) => servesModels),
      hosts,
    );
    const isSame = isDeepStrictEqual(health, state.health);
    state = {
      ...state,
      ...figures,
      health: isSame ? state.health : health,
      sinceMs: isSame ? state.sinceMs : clock.nowMs(),
      kind: facts ? serviceKind(presets) : state.kind,
      targets: [...targets],
      hosts: [...names],
      gpus: gpusOf(hosts.filter((_, index) => (occupied[index]?.count ?? 0) > 0)),
      cost: serviceCost(occupied, dependencies.prices(), signals),
      alerts: [...serviceAlerts(definition.name, matchers, dependencies.alerts())],
    };
    onChange();
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await evaluate(signal);
      await delay(clock, intervalMs, signal);
    }
  }

  function stop(): void {
    running?.abort();
    running = null;
  }

  return {
    definition,
    get state() {
      return state;
    },
    get facts() {
      return facts;
    },
    start() {
      if (running) return;
      const started = new AbortController();
      running = started;
      run(started.signal).catch((error: unknown) => {
        if (!started.signal.aborted)
          log.error("A service is no longer evaluated", { service: definition.name, error: errorText(error) });
      });
    },
    stop,
    dispose: stop,
  };
}

/** Rates need two samples even where one is missing. */
function localWindowMs(scraped: readonly ScrapeState[]): number {
  return Math.max(leastWindowMs, ...scraped.map((target) => target.intervalMs * 4));
}
