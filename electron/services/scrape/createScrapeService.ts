import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../../../shared/base/clock.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { MetricDescription } from "../../../shared/domain/metrics/ownMetrics.ts";
import { type ScrapeTarget, scrapeIdentity } from "../../../shared/domain/workspace/scrapeTarget.ts";
import type { HttpService } from "../http/types.ts";
import type { MetricsService } from "../metrics/types.ts";
import { findProposals, type PortMemory } from "./findProposals.ts";
import { createTargetScraper, type TargetScraper } from "./targetScraper.ts";
import type { HostConnections, ScrapeService } from "./types.ts";

export interface ScrapeDependencies {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly connections: HostConnections;
  readonly metrics: Pick<MetricsService, "target">;
  readonly http: HttpService;
}

interface Running {
  readonly host: string;
  readonly target: ScrapeTarget;
  readonly scraper: TargetScraper;
}

export function createScrapeService(dependencies: ScrapeDependencies): ScrapeService {
  const { clock, connections, http } = dependencies;
  const changes = new Emitter<readonly string[]>();
  const targets = new Map<string, Running>();
  /** What was found at the ports of hosts, by host. */
  const remembered = new Map<string, Map<number, PortMemory>>();

  const subscription = connections.onChange((names) => {
    for (const { host, scraper } of targets.values()) if (names.includes(host)) scraper.hostChanged();
  });

  function start(id: string, host: string, target: ScrapeTarget): void {
    const scraper = createTargetScraper({
      ...dependencies,
      id,
      host,
      target,
      onChange: () => changes.fire([id]),
    });
    targets.set(id, { host, target, scraper });
  }

  return {
    setHosts(hosts) {
      const names = new Set(hosts.map(({ name }) => name));
      for (const host of remembered.keys()) if (!names.has(host)) remembered.delete(host);
      const wanted = new Map(
        hosts.flatMap(({ name, scrape = [] }) =>
          scrape.map((target) => [targetId(name, target), { host: name, target }] as const),
        ),
      );
      const changed: string[] = [];
      for (const [id, { target, scraper }] of targets) {
        if (isDeepStrictEqual(wanted.get(id)?.target, target)) continue;
        scraper.dispose();
        targets.delete(id);
        changed.push(id);
      }
      for (const [id, { host, target }] of wanted) {
        if (targets.has(id)) continue;
        start(id, host, target);
        changed.push(id);
      }
      if (changed.length > 0) changes.fire(changed);
    },
    get states() {
      return [...targets.values()].map(({ scraper }) => scraper.state);
    },
    onChange: changes.event,
    metadata() {
      const all = new Map<string, MetricDescription>();
      for (const { scraper } of targets.values()) {
        for (const { name, family } of scraper.history.exposition?.samples ?? []) {
          const asked = family.type === "counter" ? name : family.name;
          if (all.has(asked) || !(family.typed || family.help !== null)) continue;
          all.set(asked, { type: family.type, help: family.help ?? "", unit: family.unit ?? "" });
        }
      }
      return all;
    },
    history(id) {
      const target = targets.get(id);
      if (target) return target.scraper.history;
      throw new MidwatchError("NOT_FOUND", "This target is no longer in the workspace");
    },
    async proposals(host, namedPorts, signal) {
      const connection = connections.of(host);
      if (connection === null || connection === "stopped") return null;
      const memory = remembered.get(host) ?? new Map<number, PortMemory>();
      remembered.set(host, memory);
      const taken = new Set(
        [...targets.values()].filter((target) => target.host === host).map(({ target }) => target.port),
      );
      return findProposals({ connection, http, namedPorts, taken, memory, nowMs: clock.monotonicMs(), signal });
    },
    dispose() {
      subscription.dispose();
      for (const { scraper } of targets.values()) scraper.dispose();
      targets.clear();
      changes.dispose();
    },
  };
}

function targetId(host: string, target: ScrapeTarget): string {
  return JSON.stringify([host, scrapeIdentity(target)]);
}
