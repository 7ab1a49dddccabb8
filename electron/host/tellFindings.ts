import type { Clock } from "../../shared/base/clock.ts";
import { type Disposable, toDisposable } from "../../shared/base/disposable.ts";
import type { AlertsService } from "../services/alerts/types.ts";
import type { CollectService } from "../services/collect/types.ts";

const intervalMs = 1000;

/** What the hosts' readings show to be wrong goes to the alerts, at most once a second. */
export function tellFindings({
  clock,
  collect,
  alerts,
}: {
  readonly clock: Clock;
  readonly collect: Pick<CollectService, "hosts" | "onChange">;
  readonly alerts: Pick<AlertsService, "tellFindings">;
}): Disposable {
  let timer: Disposable | null = null;
  const tell = () => {
    timer = null;
    alerts.tellFindings([...collect.hosts.values()].flatMap(({ findings }) => findings));
  };
  const subscription = collect.onChange(() => {
    timer ??= clock.after(intervalMs, tell);
  });
  tell();
  return toDisposable(() => {
    subscription.dispose();
    timer?.dispose();
  });
}
