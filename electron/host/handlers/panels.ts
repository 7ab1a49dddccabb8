import type { panelsArea } from "../../../shared/contract/areas/panels.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import type { SourcesService } from "../../services/sources/types.ts";
import { panelStream } from "../panelStream.ts";
import type { Platform } from "../platform.ts";

interface PanelsDependencies {
  readonly platform: Platform;
  readonly sources: SourcesService;
}

export function panelsHandlers({ platform, sources }: PanelsDependencies): Handlers<typeof panelsArea> {
  return {
    "panels.watch": (params, { signal }) => panelStream(params, { clock: platform.clock, sources, signal }),
    "panels.query": async ({ source, ...query }, { signal }) =>
      (await sources.get(source).queryRange(query, signal)).frame,
  };
}
