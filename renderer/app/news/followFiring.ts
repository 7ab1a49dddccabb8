import type { Announcer } from "../../../shared/domain/alerts/news/announcer.ts";
import { alertsStore, sortedAlerts } from "../../state/alertsStore.ts";

/** Shows an announcer what fires, now and after each change; returns what ends it. */
export function followFiring(announcer: Announcer): () => void {
  let seen: unknown = null;
  const look = () => {
    const { loaded, alerts } = alertsStore.getState();
    if (!loaded || alerts === seen) return;
    seen = alerts;
    announcer.see(sortedAlerts(alerts).filter(({ state }) => state === "firing"));
  };
  look();
  const unsubscribe = alertsStore.subscribe(look);
  return () => {
    unsubscribe();
    announcer.dispose();
  };
}
