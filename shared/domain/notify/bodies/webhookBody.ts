import type { Labels } from "../../metrics/model.ts";
import { groupKey } from "../groupState.ts";
import type { NotifyMessage } from "../message.ts";

/** Go's zero time: an Alertmanager says so of what has not ended. */
const never = "0001-01-01T00:00:00Z";

/** What an Alertmanager posts to a webhook, in its version 4. */
export function webhookBody(message: NotifyMessage, receiver: string): unknown {
  const { alerts, total, groupLabels, route } = message;
  return {
    version: "4",
    groupKey: groupKey(route, groupLabels),
    truncatedAlerts: total - alerts.length,
    status: alerts.some(({ endedMs }) => endedMs === null) ? "firing" : "resolved",
    receiver,
    groupLabels,
    commonLabels: shared(alerts.map(({ labels }) => labels)),
    commonAnnotations: shared(alerts.map(({ annotations }) => annotations)),
    externalURL: "",
    alerts: alerts.map(({ id, labels, annotations, sinceMs, endedMs }) => ({
      status: endedMs === null ? "firing" : "resolved",
      labels,
      annotations,
      startsAt: new Date(sinceMs).toISOString(),
      endsAt: endedMs === null ? never : new Date(endedMs).toISOString(),
      generatorURL: "",
      fingerprint: id,
    })),
  };
}

/** What all have the same. */
function shared(all: readonly Labels[]): Labels {
  const [first = {}, ...others] = all;
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((one) => one[name] === value)),
  );
}
