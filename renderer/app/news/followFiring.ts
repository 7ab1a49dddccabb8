import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Announcer } from "../../../shared/domain/alerts/news/announcer.ts";
import { alertsStore, sortedAlerts } from "../../state/alertsStore.ts";
import { browserClock } from "../../transport/browserClock.ts";

/** What is drawn goes first: an announcer gathers for seconds anyway. */
const pauseMs = 250;

/** Shows an announcer what fires, now and soon after each change; returns what ends it. */
export function followFiring(announcer: Announcer): () => void {
  let seen: unknown = null;
  let timer: Disposable | null = null;
  const look = () => {
    timer = null;
    const { loaded, alerts } = alertsStore.getState();
    if (!loaded || alerts === seen) return;
    seen = alerts;
    announcer.see(sortedAlerts(alerts).filter(({ state }) => state === "firing"));
  };
  look();
  const unsubscribe = alertsStore.subscribe(() => {
    timer ??= browserClock.after(pauseMs, look);
  });
  return () => {
    unsubscribe();
    timer?.dispose();
    announcer.dispose();
  };
}
