import type { Clock } from "../../../shared/base/clock.ts";
import type { anomaliesArea } from "../../../shared/contract/areas/anomalies.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import type { WatchedSubject } from "../../../shared/domain/anomaly/finding.ts";
import type { AnomalyService } from "../../services/anomaly/types.ts";
import type { SourcesService } from "../../services/sources/types.ts";
import { changes } from "../changes.ts";
import { expectedStream } from "../expectedStream.ts";

const watchIntervalMs = 1000;

export function anomaliesHandlers(dependencies: {
  readonly clock: Clock;
  readonly sources: Pick<SourcesService, "get">;
  readonly anomaly: AnomalyService;
}): Handlers<typeof anomaliesArea> {
  const { clock, anomaly } = dependencies;
  return {
    async *"anomalies.watch"({ subject }, { signal }) {
      const isAsked = (one: { readonly subject: WatchedSubject }) =>
        one.subject.kind === subject.kind && one.subject.name === subject.name;
      for await (const _ of changes(anomaly.onChange, { clock, signal, minIntervalMs: watchIntervalMs })) {
        const { atMs, findings, trends, problem } = anomaly.state;
        yield { atMs, findings: findings.filter(isAsked), trends: trends.filter(isAsked), problem };
      }
    },
    "anomalies.expected": (request, { signal }) => expectedStream(request, { ...dependencies, signal }),
  };
}
