import type { AlertChange } from "../../electron/services/alerts/types.ts";
import { silentLog } from "../../electron/services/log.ts";
import { createNotifyService } from "../../electron/services/notify/createNotifyService.ts";
import type { Deliver } from "../../electron/services/notify/types.ts";
import type { Clock } from "../../shared/base/clock.ts";
import { Emitter } from "../../shared/base/emitter.ts";
import type { Alert } from "../../shared/domain/alerts/alert.ts";
import { workspaceFile } from "../../shared/domain/workspace/model.ts";

/** The service over alerts that a test sets, in a folder that outlives it. */
export function startNotify(options: {
  readonly folder: string;
  readonly notify: unknown;
  readonly deliver: Deliver;
  readonly clock: Clock;
  readonly isOn?: boolean;
}) {
  const { folder, deliver, clock } = options;
  const alerts = new Map<string, Alert>();
  const changed = new Emitter<AlertChange>();
  const switched = new Emitter<void>();
  let file = workspaceFile.parse({ version: 1, name: "Lab", notify: options.notify });
  let isOn = options.isOn ?? true;
  const service = createNotifyService({
    alerts: { alerts, onChange: changed.event },
    workspace: () => file,
    onWorkspace: new Emitter<never>().event,
    isOn: () => isOn,
    onSwitch: switched.event,
    ...{ deliver, dataFolder: folder, clock, random: () => 0.5, log: silentLog },
  });
  return {
    service,
    setAlerts(next: readonly Alert[]) {
      const gone = [...alerts.keys()].filter((id) => !next.some((alert) => alert.id === id));
      alerts.clear();
      for (const alert of next) alerts.set(alert.id, alert);
      changed.fire({ changed: next, gone });
    },
    setNotify(notify: unknown) {
      file = workspaceFile.parse({ version: 1, name: "Lab", notify });
      switched.fire();
    },
    turn(on: boolean) {
      isOn = on;
      switched.fire();
    },
  };
}
