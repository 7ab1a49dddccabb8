import { useEffect } from "react";
import { announcement } from "../../../shared/domain/alerts/news/announcement.ts";
import { createAnnouncer } from "../../../shared/domain/alerts/news/announcer.ts";
import { isWanted } from "../../../shared/domain/alerts/news/notify.ts";
import type { Alert } from "../../state/alertsStore.ts";
import { investigateAlert } from "../../state/investigateView.ts";
import { navigate } from "../../state/navigation.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { statusStore } from "../../state/statusStore.ts";
import { browserClock } from "../../transport/browserClock.ts";
import { chime } from "./chime.ts";
import { followFiring } from "./followFiring.ts";

/** Tells of what begins to fire those who look elsewhere, as Settings say. */
export function NotifyAlerts() {
  useEffect(
    () =>
      followFiring(
        createAnnouncer({
          clock: browserClock,
          quietMs: 0,
          wanted: (alert) => isWanted(alert, settingsStore.getState().notify),
          announce: tell,
        }),
      ),
    [],
  );
  return null;
}

/** On the desktop the main process notifies, with the system's sound, while the window is not looked at. */
function tell(alerts: readonly Alert[]): void {
  const isBrowser = statusStore.getState().info?.shell === "headless";
  const isLookedAt = document.hasFocus();
  if (settingsStore.getState().sound && (isBrowser || isLookedAt)) chime().catch(() => {});
  if (isBrowser && !isLookedAt && Notification.permission === "granted") notify(alerts);
}

function notify(alerts: readonly Alert[]): void {
  const { title, body } = announcement(alerts);
  // Of several tabs each tells the same: the browser shows one.
  const tag = alerts.map(({ id }) => id).join(" ");
  const notification = new Notification(title, { body, tag, silent: true });
  notification.onclick = () => {
    window.focus();
    notification.close();
    const [first] = alerts;
    if (first && alerts.length === 1) investigateAlert(first);
    else navigate({ page: "watch", query: "" });
  };
}
