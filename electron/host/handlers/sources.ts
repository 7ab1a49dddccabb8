import type { Clock } from "../../../shared/base/clock.ts";
import { mostListed, type sourcesArea } from "../../../shared/contract/areas/sources.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import type { SourcesService } from "../../services/sources/types.ts";
import { changes } from "../changes.ts";

export function sourcesHandlers({
  clock,
  sources,
}: {
  readonly clock: Clock;
  readonly sources: SourcesService;
}): Handlers<typeof sourcesArea> {
  return {
    async *"sources.watch"(_params, { signal }) {
      for await (const _ of changes(sources.onChange, { clock, signal, minIntervalMs: 500 })) {
        yield { sources: [...sources.list] };
      }
    },
    "sources.labelNames": async ({ source, matchers, startMs, endMs }, { signal }) => {
      const names = await sources.get(source).labelNames(matchers, startMs, endMs, signal);
      return { names: names.slice(0, mostListed) };
    },
    "sources.labelValues": async ({ source, label, matchers, startMs, endMs }, { signal }) => {
      const values = await sources.get(source).labelValues(label, matchers, startMs, endMs, signal);
      return { values: values.slice(0, mostListed) };
    },
    "sources.series": async ({ source, matchers, startMs, endMs }, { signal }) => {
      const all = await sources.get(source).series(matchers, startMs, endMs, signal);
      const series = all.slice(0, mostListed).map(({ name, labels }) => ({ name, labels: { ...labels } }));
      return { series, total: all.length };
    },
    "sources.metadata": async ({ source }, { signal }) => {
      const metadata = await sources.get(source).metadata(signal);
      return { metrics: [...metadata].slice(0, mostListed).map(([name, described]) => ({ name, ...described })) };
    },
  };
}
