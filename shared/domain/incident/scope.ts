import type { FleetEvent } from "../events/fleetEvent.ts";
import type { Incident } from "./incident.ts";

/** What led to an incident stands in its timeline: releases and changes of that long before it. */
export const leadMs = 30 * 60_000;

/** Of the fleet as a whole: they are about every host and service. */
const ofAll: ReadonlySet<FleetEvent["kind"]> = new Set(["rules", "silence", "note"]);

type Place = Pick<FleetEvent, "service" | "host" | "alert">;

/** Whether an incident is about a place, or about an alert. */
export function covers({ services, hosts, alerts }: Incident, { service, host, alert }: Place): boolean {
  return (
    (service !== null && services.includes(service)) ||
    (host !== null && hosts.includes(host)) ||
    (alert !== null && alerts.some(({ id }) => id === alert))
  );
}

/** Whether an event belongs into the timeline of an incident. Runs come there as a whole, not by their events. */
export function isToldIn(of: Incident, event: FleetEvent): boolean {
  if (event.atMs < of.startedMs - leadMs || (of.closedMs !== null && event.atMs > of.closedMs)) return false;
  if (event.kind === "runbook") return false;
  const isOfAll = event.host === null && event.service === null && event.alert === null && ofAll.has(event.kind);
  return isOfAll || covers(of, event);
}
