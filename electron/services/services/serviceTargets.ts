import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { ScrapeState } from "../../../shared/domain/metrics/scrapeState.ts";
import { parseSelectorText } from "../../../shared/domain/promql/parseQuery.ts";
import type { ServiceDefinition, ServiceTarget } from "../../../shared/domain/services/model.ts";
import type { MetricSource } from "../sources/types.ts";
import type { ServiceHost } from "./types.ts";

const stateOf: Readonly<Record<ScrapeState["health"]["kind"], ServiceTarget["state"]>> = {
  waiting: "waiting",
  up: "up",
  down: "down",
  hostDown: "unreachable",
};

/**
 * The scrape targets that a service's matchers select. A matcher on a label that no target has is about the series inside
 * and says nothing here; matchers of that kind alone select no target.
 */
export function scrapedTargets(
  { matchers }: ServiceDefinition,
  states: readonly ScrapeState[],
): readonly ScrapeState[] {
  const labelled = states.map((state) => ({
    state,
    labels: { ...state.labels, job: state.job, instance: state.host } as Readonly<Record<string, string>>,
  }));
  const known = new Set(labelled.flatMap(({ labels }) => Object.keys(labels)));
  const asked = parseSelectorText(`{${matchers}}`).filter(({ name }) => known.has(name));
  if (asked.length === 0) return [];
  return labelled
    .filter(({ labels }) => asked.every((matcher) => matcher.matches(labels[matcher.name] ?? "")))
    .map(({ state }) => state);
}

export function localTarget({ id, job, host, url, labels, health }: ScrapeState): ServiceTarget {
  return { id, job, instance: host, host, url, labels, state: stateOf[health.kind] };
}

/** The targets as a server of metrics knows them, by their `up`. */
export async function serverTargets(
  { matchers }: ServiceDefinition,
  source: MetricSource,
  hosts: readonly ServiceHost[],
  nowMs: number,
  signal: CancelSignal,
): Promise<readonly ServiceTarget[]> {
  const answer = await source.queryInstant({ expr: `up{${matchers}}`, timeMs: nowMs }, signal);
  if (answer.kind !== "vector") return [];
  return answer.samples.map(({ series, value }): ServiceTarget => {
    const { job = "", instance = "", ...labels } = series.labels;
    return {
      id: null,
      job,
      instance,
      host: hostOf(instance, hosts),
      url: null,
      labels,
      state: value === 1 ? "up" : "down",
    };
  });
}

/** `gpu-a01:9400` is on the host gpu-a01, or on the one with that address. */
function hostOf(instance: string, hosts: readonly ServiceHost[]): string | null {
  const address = instance.replace(/:\d+$/, "");
  return hosts.find(({ name, address: own }) => name === address || own === address)?.name ?? null;
}
