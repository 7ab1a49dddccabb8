import { Notification } from "electron";
import type { Log } from "../services/log.ts";
import type { Notice } from "./notification.ts";

/** More than these are old: some systems never tell that one was closed. */
const mostKept = 20;

/** Shows system notifications; keeps each until it is gone, since a collected one loses its click. */
export function createNotifier(onOpen: (route: string | undefined) => void, log: Log): (notice: Notice) => void {
  const shown = new Set<Notification>();
  return ({ title, body, silent, route, action }) => {
    if (!Notification.isSupported()) return;
    const notification = new Notification({
      title,
      body,
      silent,
      ...(action ? { actions: [{ type: "button", text: action.label }] } : {}),
    });
    const drop = () => void shown.delete(notification);
    shown.add(notification);
    for (const oldest of shown) if (shown.size > mostKept) shown.delete(oldest);
    notification.on("click", () => {
      drop();
      onOpen(route);
    });
    notification.on("action", () => {
      drop();
      action?.run();
    });
    notification.on("close", drop);
    notification.on("failed", (_event, error) => {
      drop();
      log.warn("notification not shown", { error });
    });
    notification.show();
  };
}
