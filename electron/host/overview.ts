import type { Clock } from "../../shared/base/clock.ts";
import { type Disposable, DisposableStore } from "../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../shared/base/emitter.ts";
import type { Alert } from "../../shared/domain/alerts/alert.ts";
import { keepWorstFirst } from "../../shared/domain/alerts/keepWorstFirst.ts";
import type { HostSummary } from "../../shared/domain/host/state.ts";
import type { AlertsService } from "../services/alerts/types.ts";
import type { CollectService } from "../services/collect/types.ts";
import type { HostOverview } from "./types.ts";

const intervalMs = 1000;

export interface Overview extends Disposable {
  readonly current: HostOverview;
  readonly onChange: Event<HostOverview>;
}

/** Keeps what the tray and notifications need; tells only real changes, at most once a second. */
export function createOverview(dependencies: {
  readonly clock: Clock;
  readonly collect: Pick<CollectService, "hosts" | "onChange">;
  readonly alerts: Pick<AlertsService, "alerts" | "onChange">;
}): Overview {
  const { clock, collect, alerts } = dependencies;
  const owned = new DisposableStore();
  const changed = owned.add(new Emitter<HostOverview>());
  const worstFirst = keepWorstFirst<Alert>();
  const read = () =>
    overviewOf(
      [...collect.hosts.values()].map((host) => host.summary),
      worstFirst(alerts.alerts),
    );
  let current = read();
  let timer: Disposable | null = null;

  const update = () => {
    timer = null;
    const next = read();
    if (isSame(next, current)) return;
    current = next;
    changed.fire(next);
  };
  const look = () => {
    timer ??= clock.after(intervalMs, update);
  };
  owned.add(collect.onChange(look));
  owned.add(alerts.onChange(look));
  owned.add({ dispose: () => timer?.dispose() });

  return {
    get current() {
      return current;
    },
    onChange: changed.event,
    dispose: () => owned.dispose(),
  };
}

function overviewOf(hosts: readonly HostSummary[], worstFirst: readonly Alert[]): HostOverview {
  return {
    hostsTotal: hosts.length,
    hostsConnected: hosts.filter(({ connection }) => connection.kind === "connected").length,
    firing: worstFirst.filter(({ state }) => state === "firing"),
  };
}

/** Alerts that did not change are the same objects. */
function isSame(a: HostOverview, b: HostOverview): boolean {
  return (
    a.hostsTotal === b.hostsTotal &&
    a.hostsConnected === b.hostsConnected &&
    a.firing.length === b.firing.length &&
    a.firing.every((alert, index) => alert === b.firing[index])
  );
}
