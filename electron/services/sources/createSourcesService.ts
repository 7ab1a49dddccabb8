import { Emitter } from "../../../shared/base/emitter.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { ListedSource, MetricSource, SourcesService } from "./types.ts";

/** The places that PromQL can be asked of: the samples of this console. */
export function createSourcesService({ local }: { readonly local: MetricSource }): SourcesService {
  const changed = new Emitter<void>();
  const listed: ListedSource = {
    name: local.name,
    kind: local.kind,
    url: null,
    via: null,
    state: { kind: "ok", version: null, latencyMs: null },
  };
  return {
    list: [listed],
    onChange: changed.event,
    get(name) {
      if (name === local.name) return local;
      throw new MidwatchError(
        "NOT_FOUND",
        `The workspace has no source called ${name}: add it under sources in midwatch.yaml`,
      );
    },
    dispose: () => changed.dispose(),
  };
}
