import { type CancelSignal, delay } from "../../shared/base/cancel.ts";
import type { Clock } from "../../shared/base/clock.ts";
import { countRequests, type ServiceTraffic } from "../../shared/domain/incident/impact.ts";
import type { Incident } from "../../shared/domain/incident/incident.ts";
import { formatDurationMs } from "../../shared/domain/promql/numberLiteral.ts";
import type { ServiceFacts } from "../../shared/domain/services/model.ts";
import { serviceScope } from "../../shared/domain/services/serviceScope.ts";
import { signalQueries } from "../../shared/domain/services/signals.ts";
import type { ServicesService } from "../services/services/types.ts";
import type { MetricSource, SourcesService } from "../services/sources/types.ts";

const mostSteps = 2000;
const finestStepMs = 15_000;
/** A service that nobody looked at is asked first what it tells. */
const factsWithinMs = 10_000;

/** What the services of an incident were asked for, from its beginning until it was mitigated, or until now. */
export function createMeasureTraffic({
  clock,
  services,
  sources,
}: {
  readonly clock: Clock;
  readonly services: Pick<ServicesService, "definitions" | "facts" | "watch" | "onChange">;
  readonly sources: Pick<SourcesService, "get">;
}): (incident: Incident, signal: CancelSignal) => Promise<readonly ServiceTraffic[]> {
  async function factsOf(service: string, signal: CancelSignal): Promise<ServiceFacts | null> {
    const known = services.facts(service);
    if (known) return known;
    const watching = services.watch();
    const told = new AbortController();
    const listening = services.onChange(() => {
      if (services.facts(service)) told.abort();
    });
    const onAbort = () => told.abort();
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      await delay(clock, factsWithinMs, told.signal).catch(() => {});
      return services.facts(service);
    } finally {
      signal.removeEventListener("abort", onAbort);
      listening.dispose();
      watching.dispose();
    }
  }

  async function measure(service: string, fromMs: number, toMs: number, signal: CancelSignal): Promise<ServiceTraffic> {
    const unknown = { service, requests: null, failed: null, measured: 0 };
    const definition = services.definitions.find(({ name }) => name === service);
    const facts = definition ? await factsOf(service, signal) : null;
    if (!definition || !facts) return unknown;
    const stepMs = Math.max(finestStepMs, Math.ceil((toMs - fromMs) / mostSteps / 1000) * 1000);
    const window = formatDurationMs(Math.max(facts.rateWindowMs, stepMs));
    const { requests, errorRatio } = signalQueries(serviceScope(definition, facts, window));
    if (requests === undefined) return unknown;
    const source = sources.get(definition.source);
    const ask = (expr: string) => columnOf(source, { expr, startMs: fromMs, endMs: toMs, stepMs }, signal);
    const [rates, shares] = [await ask(requests), errorRatio === undefined ? null : await ask(errorRatio)];
    return { service, ...countRequests(stepMs, rates, shares) };
  }

  return async ({ services: names, startedMs, mitigatedMs }, signal) => {
    const toMs = mitigatedMs ?? clock.nowMs();
    const measured: ServiceTraffic[] = [];
    for (const name of names) {
      // One that cannot be asked costs the others nothing.
      measured.push(
        await measure(name, startedMs, toMs, signal).catch(() => ({
          ...{ service: name, requests: null, failed: null, measured: 0 },
        })),
      );
    }
    return measured;
  };
}

/** One value a step, NaN where nothing was measured; several series are added up. */
async function columnOf(
  source: MetricSource,
  query: Parameters<MetricSource["queryRange"]>[0],
  signal: CancelSignal,
): Promise<Float64Array> {
  const { frame } = await source.queryRange(query, signal);
  const steps = Math.floor((query.endMs - query.startMs) / query.stepMs) + 1;
  const column = new Float64Array(steps).fill(Number.NaN);
  frame.timesMs.forEach((timeMs, row) => {
    const step = Math.round((timeMs - query.startMs) / query.stepMs);
    for (const values of frame.values) {
      const value = values[row] ?? Number.NaN;
      const before = column[step] ?? Number.NaN;
      if (!Number.isNaN(value)) column[step] = (Number.isNaN(before) ? 0 : before) + value;
    }
  });
  return column;
}
