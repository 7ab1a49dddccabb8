import type { panelsArea } from "../../../shared/contract/areas/panels.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import type { MetricsService } from "../../services/metrics/types.ts";
import { panelStream } from "../panelStream.ts";
import type { Platform } from "../platform.ts";

interface PanelsDependencies {
  readonly platform: Platform;
  readonly metrics: MetricsService;
}

export function panelsHandlers({ platform, metrics }: PanelsDependencies): Handlers<typeof panelsArea> {
  return {
    "panels.watch": (params, { signal }) => panelStream(params, { clock: platform.clock, metrics, signal }),
    "panels.query": async (params, { signal }) => (await metrics.queryRange(params, signal)).frame,
  };
}
