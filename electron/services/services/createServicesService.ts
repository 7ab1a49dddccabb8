import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../../../shared/base/clock.ts";
import { DisposableStore, toDisposable } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { Alert } from "../../../shared/domain/alerts/alert.ts";
import { definitionOf, withNamedLogs } from "../../../shared/domain/services/definitions.ts";
import { foundServices } from "../../../shared/domain/services/foundServices.ts";
import type { ServiceDefinition } from "../../../shared/domain/services/model.ts";
import type { WorkspaceFile } from "../../../shared/domain/workspace/model.ts";
import type { Log } from "../log.ts";
import type { ScrapeService } from "../scrape/types.ts";
import type { SourcesService } from "../sources/types.ts";
import { createServerJobs } from "./serverJobs.ts";
import { createServiceRunner, type ServiceRunner } from "./serviceRunner.ts";
import { scrapedTargets } from "./serviceTargets.ts";
import type { ServiceHost, ServicesService } from "./types.ts";

export function createServicesService(dependencies: {
  readonly clock: Clock;
  readonly log: Log;
  readonly sources: Pick<SourcesService, "get" | "servers">;
  readonly scrape: Pick<ScrapeService, "states" | "onChange">;
  readonly hosts: () => readonly ServiceHost[];
  readonly alerts: () => Iterable<Alert>;
}): ServicesService {
  const { clock, log, sources, scrape, hosts, alerts } = dependencies;
  const owned = new DisposableStore();
  const definitionsChanged = owned.add(new Emitter<void>());
  const changed = owned.add(new Emitter<void>());
  let file: WorkspaceFile | null = null;
  let runners: readonly ServiceRunner[] = [];
  let watchers = 0;

  function run(definition: ServiceDefinition): ServiceRunner {
    const runner = createServiceRunner(definition, {
      clock,
      log,
      source: () => sources.get(definition.source),
      scraped: () => scrape.states,
      hosts,
      alerts,
      prices: () => file?.prices,
      onChange: () => changed.fire(),
    });
    if (watchers > 0) runner.start();
    return runner;
  }

  /** Services that stay as they are go on. */
  function update(): void {
    const known = file?.services?.map(definitionOf) ?? foundServices(scrape.states, serverJobs.found);
    const definitions = known.map((definition) => withNamedLogs(definition, file?.logs ?? []));
    const left = new Set(runners);
    const next = definitions.map((definition) => {
      const same = runners.find((runner) => isDeepStrictEqual(runner.definition, definition));
      if (same) left.delete(same);
      return same ?? run(definition);
    });
    for (const runner of left) runner.dispose();
    const isSame = next.length === runners.length && next.every((runner, index) => runner === runners[index]);
    runners = next;
    if (isSame) return;
    definitionsChanged.fire();
    changed.fire();
  }

  const serverJobs = owned.add(
    createServerJobs({
      clock,
      log,
      // Nobody is asked what the workspace says itself.
      servers: () => (file?.services === undefined ? sources.servers : []),
      onFound: update,
    }),
  );
  owned.add(scrape.onChange(update));
  owned.add({ dispose: () => runners.forEach((runner) => void runner.dispose()) });

  return {
    setWorkspace(next) {
      file = next;
      update();
      if (watchers === 0) return;
      serverJobs.stop();
      serverJobs.start();
    },
    get definitions() {
      return runners.map(({ definition }) => definition);
    },
    onDefinitions: definitionsChanged.event,
    get states() {
      return runners.map(({ state }) => state);
    },
    onChange: changed.event,
    hostsOf(name) {
      const found = runners.find(({ definition }) => definition.name === name);
      if (!found) return [];
      const { definition, state } = found;
      // Nobody may have looked at it yet: its state then tells none.
      const scraped = scrapedTargets(definition, scrape.states).map(({ host }) => host);
      return definition.hosts ?? [...new Set([...state.hosts, ...scraped])];
    },
    facts(name) {
      const runner = runners.find(({ definition }) => definition.name === name);
      if (runner) return runner.facts;
      throw new MidwatchError("NOT_FOUND", `This workspace has no service called ${name}`);
    },
    watch() {
      watchers += 1;
      serverJobs.start();
      for (const runner of runners) runner.start();
      return toDisposable(() => {
        watchers -= 1;
        if (watchers > 0) return;
        serverJobs.stop();
        for (const runner of runners) runner.stop();
      });
    },
    dispose: () => owned.dispose(),
  };
}
