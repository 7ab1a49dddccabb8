import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { HttpService } from "../http/types.ts";
import { createPrometheusSource } from "./prometheus/createPrometheusSource.ts";
import type { ListedSource, MetricSource, ServerSource, SourcesService } from "./types.ts";

interface Running {
  /** Of the configuration: another text is another source. */
  readonly text: string;
  readonly source: ServerSource;
  readonly listening: Disposable;
}

interface Dependencies {
  readonly local: MetricSource;
  readonly http: Pick<HttpService, "server">;
  readonly clock: Clock;
}

/** The places that PromQL can be asked of: the samples of this console and the servers of the workspace. */
export function createSourcesService({ local, http, clock }: Dependencies): SourcesService {
  const changed = new Emitter<void>();
  let running = new Map<string, Running>();

  function end({ source, listening }: Running): void {
    listening.dispose();
    source.dispose();
  }

  return {
    get list() {
      return [listed(local), ...[...running.values()].map(({ source }) => listed(source))];
    },
    onChange: changed.event,
    get servers() {
      return [...running.values()].map(({ source }) => source);
    },

    setSources(sources) {
      const next = new Map<string, Running>();
      for (const configuration of sources) {
        const text = JSON.stringify(configuration);
        const known = running.get(configuration.name);
        if (known?.text === text) {
          next.set(configuration.name, known);
          continue;
        }
        const source = createPrometheusSource(configuration, { http, clock });
        next.set(configuration.name, { text, source, listening: source.onChange(() => changed.fire()) });
      }
      const before = running;
      running = next;
      for (const [name, one] of before) if (next.get(name) !== one) end(one);
      const order = (all: ReadonlyMap<string, Running>) => JSON.stringify([...all.values()].map(({ text }) => text));
      if (order(before) !== order(next)) changed.fire();
    },

    get(name) {
      if (name === local.name) return local;
      const found = running.get(name);
      if (found) return found.source;
      throw new MidwatchError(
        "NOT_FOUND",
        `The workspace has no source called ${name}: add it under sources in midwatch.yaml`,
      );
    },

    dispose() {
      for (const one of running.values()) end(one);
      running.clear();
      changed.dispose();
    },
  };
}

function listed({ name, kind }: MetricSource): ListedSource {
  return { name, kind };
}
