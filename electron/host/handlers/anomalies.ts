import type { Clock } from "../../../shared/base/clock.ts";
import type { anomaliesArea } from "../../../shared/contract/areas/anomalies.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import type { AnomalyService } from "../../services/anomaly/types.ts";
import type { SourcesService } from "../../services/sources/types.ts";
import { expectedStream } from "../expectedStream.ts";

export function anomaliesHandlers(dependencies: {
  readonly clock: Clock;
  readonly sources: Pick<SourcesService, "get">;
  readonly anomaly: AnomalyService;
}): Handlers<typeof anomaliesArea> {
  return {
    "anomalies.expected": (request, { signal }) => expectedStream(request, { ...dependencies, signal }),
  };
}
