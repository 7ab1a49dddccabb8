import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { hostsArea } from "../../../shared/contract/areas/hosts.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import type { CollectService, WatchedHost } from "../../services/collect/types.ts";
import { changes } from "../changes.ts";
import { createFleetView } from "../fleetView.ts";
import type { Platform } from "../platform.ts";

/** The table and the heatmap are redrawn at most this often. */
const fleetIntervalMs = 1000;
const detailIntervalMs = 200;

interface HostsDependencies {
  readonly platform: Pick<Platform, "clock">;
  readonly collect: Pick<CollectService, "hosts" | "onChange">;
}

export function hostsHandlers({ platform, collect }: HostsDependencies): Handlers<typeof hostsArea> {
  const { clock } = platform;

  function find(name: string): WatchedHost {
    const host = collect.hosts.get(name);
    if (!host) throw new MidwatchError("NOT_FOUND", `${name} is not a host of this workspace`);
    return host;
  }

  /** Every host's state, as often as a screen is redrawn; sooner while a console that just started has nothing to show. */
  function fleetChanges(signal: CancelSignal) {
    const isFilling = [...collect.hosts.values()].every(({ lastSampleAtMs }) => lastSampleAtMs === null);
    return changes(collect.onChange, { clock, signal, minIntervalMs: fleetIntervalMs, isFilling });
  }

  return {
    async *"hosts.watch"(_params, { signal }) {
      let sent: ReadonlySet<string> | null = null;
      for await (const told of fleetChanges(signal)) {
        const names = new Set(collect.hosts.keys());
        if (!sent) {
          yield { kind: "snapshot", hosts: [...collect.hosts.values()].map((host) => host.summary) };
        } else {
          const before = sent;
          const changed = new Set([...told.flat(), ...[...names].filter((name) => !before.has(name))]);
          const hosts = [...changed].flatMap((name) => collect.hosts.get(name)?.summary ?? []);
          const removed = [...before].filter((name) => !names.has(name));
          if (hosts.length > 0 || removed.length > 0) yield { kind: "changed", hosts, removed };
        }
        sent = names;
      }
    },

    async *"hosts.detail"({ host: name }, { signal }) {
      find(name).refresh();
      for await (const told of changes(collect.onChange, { clock, signal, minIntervalMs: detailIntervalMs })) {
        if (told.length === 0 || told.some((names) => names.includes(name))) yield find(name).detail;
      }
    },

    "hosts.retry": async ({ host }) => {
      find(host).retry();
      return {};
    },
    "hosts.stop": async ({ host }) => {
      find(host).stop();
      return {};
    },

    async *"fleet.watch"({ metric }, { signal }) {
      const view = createFleetView(metric);
      for await (const _ of fleetChanges(signal)) {
        yield view.read([...collect.hosts.values()].map((host) => host.detail));
      }
    },
  };
}
