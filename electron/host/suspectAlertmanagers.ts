import type { Disposable } from "../../shared/base/disposable.ts";
import type { AlertsService } from "../services/alerts/types.ts";
import type { ServerWatch } from "./serverWatch.ts";

/** An Alertmanager whose alerts cannot be read is not shown as one that answers until its next turn, nor the other way round. */
export function suspectAlertmanagers(
  alerts: Pick<AlertsService, "servers" | "onSilences">,
  servers: Pick<ServerWatch, "suspect">,
): Disposable {
  return alerts.onSilences(() => {
    for (const { name, readAtMs, problem } of alerts.servers) {
      if (problem !== null) servers.suspect(name, "failed");
      else if (readAtMs !== null) servers.suspect(name, "ok");
    }
  });
}
