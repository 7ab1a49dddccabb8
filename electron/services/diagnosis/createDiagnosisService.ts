import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { DisposableStore, toDisposable } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import type { SymptomScope } from "../../../shared/domain/diagnosis/expandSymptom.ts";
import type { FaultPattern } from "../../../shared/domain/diagnosis/pattern.ts";
import type { DiagnosisReport } from "../../../shared/domain/diagnosis/report.ts";
import { formatDurationMs } from "../../../shared/domain/promql/numberLiteral.ts";
import type { ServiceDefinition } from "../../../shared/domain/services/model.ts";
import { serviceScope } from "../../../shared/domain/services/serviceScope.ts";
import { signalQueries } from "../../../shared/domain/services/signals.ts";
import type { AlertsService } from "../alerts/types.ts";
import type { Log } from "../log.ts";
import type { ServicesService } from "../services/types.ts";
import type { PatternLibrary } from "../store/patterns/types.ts";
import { withDeadline } from "../withDeadline.ts";
import { builtinPatterns } from "./builtinPatterns.ts";
import { diagnose } from "./diagnose.ts";
import { followAlerts } from "./followAlerts.ts";
import type { EvidenceSources } from "./gatherEvidence.ts";
import type { DiagnosisService, DiagnosisSubject } from "./types.ts";

export interface DiagnosisDependencies extends EvidenceSources {
  readonly clock: Clock;
  readonly log: Log;
  /** Those of the workspace; one with the id of a built-in takes its place. */
  readonly patterns: PatternLibrary;
  readonly services: Pick<ServicesService, "definitions" | "states" | "facts" | "onChange" | "watch">;
  readonly alerts: Pick<AlertsService, "alerts" | "onChange">;
  readonly isRunbook: (id: string) => boolean;
}

/** All of a diagnosis, and of it for what a service tells. */
const deadlineMs = 2800;
const factsDeadlineMs = 1200;
const leastWindowMs = 60_000;
/** Before what is wrong could be measured it had begun. */
const lagMs = 60_000;
const mostHosts = 200;

export function createDiagnosisService(dependencies: DiagnosisDependencies): DiagnosisService {
  const { clock, patterns, services, isRunbook } = dependencies;
  const owned = new DisposableStore();
  const changed = owned.add(new Emitter<void>());
  const eventsFromMs = clock.nowMs();

  /** The service's signals as soon as its metrics are known; none of one that does not say in time. */
  async function scopeOf(
    { name, matchers }: ServiceDefinition,
    signal: CancelSignal,
  ): Promise<Pick<SymptomScope, "service" | "window">> {
    const facts = await factsOf(name, signal);
    const window = formatDurationMs(Math.max(facts?.rateWindowMs ?? 0, leastWindowMs));
    const signals = facts ? signalQueries(serviceScope({ matchers }, facts, window)) : {};
    return { service: { name, matchers, signals }, window };
  }

  function factsOf(name: string, signal: CancelSignal): Promise<ReturnType<ServicesService["facts"]>> {
    const known = services.facts(name);
    if (known) return Promise.resolve(known);
    return new Promise((resolve) => {
      const waiting = new DisposableStore();
      const end = () => {
        waiting.dispose();
        resolve(services.definitions.some((one) => one.name === name) ? services.facts(name) : null);
      };
      waiting.add(clock.after(factsDeadlineMs, end));
      waiting.add(services.onChange(() => services.facts(name) !== null && end()));
      waiting.add(services.watch());
      signal.addEventListener("abort", end, { once: true });
      waiting.add(toDisposable(() => signal.removeEventListener("abort", end)));
    });
  }

  async function run(subject: DiagnosisSubject, signal: CancelSignal): Promise<DiagnosisReport> {
    const startedMs = clock.monotonicMs();
    const atMs = subject.atMs ?? clock.nowMs();
    const sinceMs = Math.min(subject.sinceMs ?? atMs, atMs);
    return withDeadline(clock, deadlineMs, signal, async (stop) => {
      const definition = services.definitions.find(({ name }) => name === subject.service) ?? null;
      const ago = formatDurationMs(Math.round((atMs - sinceMs + lagMs) / 1000) * 1000);
      const known = definition ? await scopeOf(definition, stop) : { service: null, window: "1m" };
      const state = services.states.find((one) => one.definition === definition);
      const hosts = (subject.hosts.length > 0 ? subject.hosts : (state?.hosts ?? [])).slice(0, mostHosts);
      const { name: service = null } = definition ?? {};
      const found = await diagnose(
        patternsNow(patterns.patterns),
        {
          service: definition && { name: definition.name, source: definition.source },
          scope: { ...known, hosts, ago },
        },
        { atMs, sinceMs, eventsFromMs },
        isRunbook,
        dependencies,
        stop,
      );
      return { service, hosts: [...hosts], atMs, sinceMs, ...found, tookMs: clock.monotonicMs() - startedMs };
    });
  }

  owned.add(patterns.onChange(() => changed.fire()));
  const following = owned.add(followAlerts({ ...dependencies, run, onFound: () => changed.fire() }));
  return {
    run,
    get found() {
      return following.found;
    },
    get problems() {
      return patterns.problems;
    },
    onChange: changed.event,
    dispose: () => owned.dispose(),
  };
}

/** The workspace's before the console's own of the same id. */
function patternsNow(own: readonly FaultPattern[]): readonly FaultPattern[] {
  const ids = new Set(own.map(({ id }) => id));
  return [...own, ...builtinPatterns.filter(({ id }) => !ids.has(id))];
}
