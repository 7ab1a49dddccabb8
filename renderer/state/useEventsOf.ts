import { useEffect, useMemo, useState } from "react";
import { useClient } from "./client.ts";
import { eventsStore, type FleetEvent } from "./eventsStore.ts";
import { hostNowMs } from "./now.ts";
import { useAskedRange } from "./timeRange.ts";

const dayMs = 86_400_000;
const mostEvents = 1000;
const none: readonly FleetEvent[] = [];
/** Of the fleet as a whole: they are about every host and service. */
const ofAll: ReadonlySet<FleetEvent["kind"]> = new Set(["runbook", "rules", "note"]);

/**
 * What happened in the window of the charts to one of the hosts, to the service (`any` for each of them, null for none),
 * or to all; oldest first. Silences of no place are shown for `any` alone.
 */
export function useEventsOf(hosts: readonly string[], service: string | "any" | null): readonly FleetEvent[] {
  const { rangeMs, endMs } = useAskedRange();
  const held = eventsStore(({ events }) => events);
  const { call } = useClient();
  const [found, setFound] = useState<readonly FleetEvent[]>(none);
  useEffect(() => {
    const nowMs = hostNowMs();
    const toMs = endMs ?? nowMs;
    // Those of the last day are held, and live.
    if (toMs - rangeMs >= nowMs - dayMs) {
      setFound(none);
      return undefined;
    }
    const abort = new AbortController();
    call("events.find", { fromMs: toMs - rangeMs, toMs, limit: mostEvents }, abort.signal)
      .then(({ events }) => setFound(events))
      // Charts without marks are still charts; the link's own state says that it is away.
      .catch(() => {});
    return () => abort.abort();
  }, [call, rangeMs, endMs]);
  const hostsKey = JSON.stringify(hosts);
  return useMemo(() => {
    const names = new Set(JSON.parse(hostsKey) as readonly string[]);
    const all = new Map([...found, ...(held ?? [])].map((event) => [event.id, event]));
    return [...all.values()]
      .filter((event) => isAbout(event, { hosts: names, service }))
      .sort((a, b) => a.atMs - b.atMs);
  }, [held, found, hostsKey, service]);
}

interface Subject {
  readonly hosts: ReadonlySet<string>;
  readonly service: string | "any" | null;
}

export function isAbout(event: FleetEvent, { hosts, service: name }: Subject): boolean {
  const { kind, host, service } = event;
  if (host === null && service === null) return ofAll.has(kind) || (kind === "silence" && name === "any");
  return (host !== null && hosts.has(host)) || (service !== null && (name === "any" || service === name));
}
