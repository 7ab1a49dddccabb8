import type { Clock } from "../../shared/base/clock.ts";
import { type Disposable, DisposableStore } from "../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../shared/base/emitter.ts";
import type { HostSummary } from "../../shared/domain/host/state.ts";
import type { CollectService } from "../services/collect/types.ts";
import type { HostOverview } from "./types.ts";

const intervalMs = 1000;

export interface Overview extends Disposable {
  readonly current: HostOverview;
  readonly onChange: Event<HostOverview>;
}

/** Keeps the tray's few numbers; tells only real changes, at most once a second. */
export function createOverview(dependencies: { readonly clock: Clock; readonly collect: CollectService }): Overview {
  const { clock, collect } = dependencies;
  const owned = new DisposableStore();
  const changed = owned.add(new Emitter<HostOverview>());
  const read = () => overviewOf([...collect.hosts.values()].map((host) => host.summary));
  let current = read();
  let timer: Disposable | null = null;

  const update = () => {
    timer = null;
    const next = read();
    if (JSON.stringify(next) === JSON.stringify(current)) return;
    current = next;
    changed.fire(next);
  };
  owned.add(
    collect.onChange(() => {
      timer ??= clock.after(intervalMs, update);
    }),
  );
  owned.add({ dispose: () => timer?.dispose() });

  return {
    get current() {
      return current;
    },
    onChange: changed.event,
    dispose: () => owned.dispose(),
  };
}

function overviewOf(hosts: readonly HostSummary[]): HostOverview {
  const critical = hosts
    .flatMap((host) => host.findings)
    .filter((finding) => finding.severity === "critical")
    .sort((a, b) => a.sinceMs - b.sinceMs)
    .map(({ id, host, gpuIndex, title, detail }) => ({
      id,
      title: `${gpuIndex === null ? host : `${host} GPU ${gpuIndex}`}: ${title}`,
      detail,
    }));
  return {
    hostsTotal: hosts.length,
    hostsConnected: hosts.filter(({ connection }) => connection.kind === "connected").length,
    critical,
  };
}
