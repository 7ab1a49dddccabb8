import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { EventDraft } from "../../../shared/domain/events/fleetEvent.ts";
import { hostEvents, knownHost } from "../../../shared/domain/events/hostEvents.ts";
import { oomEvents, xidEvents } from "../../../shared/domain/events/kernelEvents.ts";
import { knownWorkloads, versionsOf, workloadEvents } from "../../../shared/domain/events/workloadEvents.ts";
import type { CollectService, HostTold, WatchedHost } from "../collect/types.ts";
import type { EventJournal } from "./eventJournal.ts";

/** What hosts tell: whether they can be read, their kernel logs, their containers and units. */
export function followHosts(
  collect: Pick<CollectService, "hosts" | "onChange">,
  journal: EventJournal,
  clock: Clock,
): Disposable {
  const hosts = journal.memory("host", knownHost);
  const workloads = journal.memory("workloads", knownWorkloads);
  /** What was last looked at: most ticks bring nothing that this is about. */
  const seen = new Map<string, HostTold>();

  function readHost({ name, findings, link, lastSampleAtMs, told }: WatchedHost): void {
    const before = hosts.get(name);
    const now = { name, findings, connection: link.state, lastSampleAtMs };
    const found = hostEvents(before, now, told.bootTimeMs, clock.nowMs());
    const isSame =
      found === null ||
      (found.known.downSinceMs === before?.downSinceMs && found.known.bootTimeMs === before.bootTimeMs);
    if (found && !isSame) hosts.write(found.events, new Map([[name, found.known]]));
  }

  function readKernel(host: WatchedHost, last: HostTold | undefined): void {
    const { name, told } = host;
    const events: EventDraft[] = [];
    if (told.xids !== last?.xids) events.push(...xidEvents(name, told.xids, host.gpus));
    if (told.oomKills !== last?.oomKills) events.push(...oomEvents(name, told.oomKills));
    journal.write(events);
  }

  function readWorkloads({ name, told }: WatchedHost, last: HostTold | undefined): void {
    const elsewhere = (product: string) =>
      new Set(
        [...workloads.all].flatMap(([host, known]) =>
          host === name ? [] : [...(versionsOf(known).get(product) ?? [])],
        ),
      );
    for (const list of told.workloads) {
      if (last?.workloads.includes(list)) continue;
      const before = workloads.get(name);
      const { events, known } = workloadEvents({ host: name, before, list, elsewhere });
      if (events.length > 0 || JSON.stringify(known) !== JSON.stringify(before)) {
        workloads.write(events, new Map([[name, known]]));
      }
    }
  }

  /** Hosts that the workspace has no more say nothing about releases. */
  function forget(name: string): void {
    seen.delete(name);
    if (hosts.get(name) !== null) hosts.write([], new Map([[name, null]]));
    if (workloads.get(name) !== null) workloads.write([], new Map([[name, null]]));
  }

  return collect.onChange((names) => {
    for (const name of names) {
      const host = collect.hosts.get(name);
      if (!host) {
        forget(name);
        continue;
      }
      const last = seen.get(name);
      readHost(host);
      readKernel(host, last);
      readWorkloads(host, last);
      seen.set(name, host.told);
    }
  });
}
