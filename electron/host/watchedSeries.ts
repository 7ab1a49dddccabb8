import type { Clock } from "../../shared/base/clock.ts";
import type { Disposable } from "../../shared/base/disposable.ts";
import type { WatchedSubject } from "../../shared/domain/anomaly/finding.ts";
import { hostGroups, serviceGroups, type WatchedGroup } from "../../shared/domain/anomaly/watchedGroups.ts";
import type { FleetEvent } from "../../shared/domain/events/fleetEvent.ts";
import { formatDurationMs } from "../../shared/domain/promql/numberLiteral.ts";
import { serviceScope } from "../../shared/domain/services/serviceScope.ts";
import { signalQueries } from "../../shared/domain/services/signals.ts";
import type { EventsService } from "../services/events/types.ts";
import type { ServicesService } from "../services/services/types.ts";

/** What services tell changes with releases: they are looked at again so often, for as long as one pass takes. */
const lookAgainPasses = 20;
const releaseMs = 15 * 60_000;
const mostReleases = 100;

/** What is watched for anomalies: the signals of the services and the readings of the hosts, and what was released there. */
export function watchedSeries({
  clock,
  services,
  events,
}: {
  readonly clock: Clock;
  readonly services: Pick<ServicesService, "definitions" | "facts" | "states" | "watch">;
  readonly events: () => Pick<EventsService, "find">;
}): Disposable & {
  groups(): readonly WatchedGroup[];
  releaseOf(subject: WatchedSubject): number | null;
} {
  let watching: Disposable | null = null;
  let passes = 0;
  let releases: readonly FleetEvent[] = [];

  /** Facts stay when nobody watches any more; those of new services are missing until somebody does. */
  function look(): void {
    watching?.dispose();
    const isMissing = services.definitions.some(({ name }) => services.facts(name) === null);
    watching = isMissing || passes % lookAgainPasses === 0 ? services.watch() : null;
    passes += 1;
  }

  return {
    groups() {
      look();
      const nowMs = clock.nowMs();
      const window = { fromMs: nowMs - releaseMs, toMs: nowMs, limit: mostReleases };
      releases = events().find({ ...window, kind: "deploy", host: null, after: null }).events;
      const ofServices = services.definitions.flatMap((definition) => {
        const facts = services.facts(definition.name);
        if (facts === null) return [];
        const scope = serviceScope(definition, facts, formatDurationMs(facts.rateWindowMs));
        return serviceGroups(definition.name, definition.source, signalQueries(scope));
      });
      return [...ofServices, ...hostGroups];
    },
    releaseOf({ kind, name }) {
      const hosts =
        kind === "host" ? [name] : (services.states.find((one) => one.definition.name === name)?.hosts ?? []);
      const about = releases.filter(
        ({ service, host }) => (kind === "service" && service === name) || (host !== null && hosts.includes(host)),
      );
      return about.length === 0 ? null : Math.max(...about.map(({ atMs }) => atMs));
    },
    dispose() {
      watching?.dispose();
      watching = null;
    },
  };
}
