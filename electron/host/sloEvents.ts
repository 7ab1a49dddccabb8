import type { FleetEvent } from "../../shared/domain/events/fleetEvent.ts";
import type { Stretch } from "../../shared/domain/slo/slices.ts";
import type { EventsService } from "../services/events/types.ts";
import type { ServicesService } from "../services/services/types.ts";

const mostEvents = 1000;

/** What the timeline tells of a service in a time: events that name it, and those of its hosts. */
export function sloEvents({
  events,
  services,
}: {
  readonly events: Pick<EventsService, "find">;
  readonly services: Pick<ServicesService, "hostsOf">;
}): (service: string, stretch: Stretch) => readonly FleetEvent[] {
  return (service, { fromMs, toMs }) => {
    const hosts = services.hostsOf(service);
    const found = events.find({ fromMs, toMs: toMs + 1, limit: mostEvents, kind: null, host: null, after: null });
    return found.events.filter(
      (event) =>
        event.service === service || (event.service === null && event.host !== null && hosts.includes(event.host)),
    );
  };
}
