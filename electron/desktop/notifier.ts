import { Notification } from "electron";
import type { Announcement } from "./trayState.ts";

/** Shows system notifications; keeps each until it is gone, since a collected one loses its click. */
export function createNotifier(onOpen: () => void): (announcement: Announcement) => void {
  const shown = new Set<Notification>();
  return ({ title, body }) => {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    shown.add(notification);
    notification.on("click", () => {
      shown.delete(notification);
      onOpen();
    });
    notification.on("close", () => shown.delete(notification));
    notification.on("failed", () => shown.delete(notification));
    notification.show();
  };
}
