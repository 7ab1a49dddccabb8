import type { Alert } from "../../state/alertsStore.ts";
import type { FleetEvent } from "../../state/eventsStore.ts";
import { alertView, investigateRoute } from "../../state/investigateView.ts";
import type { Route } from "../../state/navigation.ts";
import { objectLink } from "../../state/workloadsLink.ts";

/** Before and after what happened, to see what led to it. */
const aroundMs = 15 * 60_000;

/** Where more is to be seen of an event; null where there is nothing more. `alert` is its own while it fires. */
export function eventLink(event: FleetEvent, alert: Alert | null, nowMs: number): Route | null {
  const { run, host, service, atMs, kind, title } = event;
  if (run !== null) return { page: "run", id: run };
  if (kind === "host" && host !== null) return { page: "host", host };
  if (event.workload !== null) return objectLink(event.workload);
  if (alert) return investigateRoute(alertView(alert));
  if (host === null && service === null) return null;
  const window = { fromMs: atMs - aroundMs, toMs: Math.min(nowMs, atMs + aroundMs) };
  // A service names its hosts itself.
  const hosts = host === null || service !== null ? [] : [host];
  return investigateRoute({ ...(event.alert === null ? {} : { alert: event.alert, title }), service, hosts, window });
}
