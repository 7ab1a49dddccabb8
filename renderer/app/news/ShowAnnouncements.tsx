import { statusStore } from "../../state/statusStore.ts";
import { useStream } from "../../state/useStream.ts";
import { showToast } from "../../ui/Toasts.tsx";

/** Shows what channels of the desktop tell. In the desktop's own window the main process does. */
export function ShowAnnouncements() {
  const isBrowser = statusStore(({ info }) => info?.shell === "headless");
  useStream("notify.announcements", isBrowser ? {} : null, ({ announcements }) => {
    for (const { title, body } of announcements) {
      showToast({ status: "warning", title, detail: body });
      if (Notification.permission === "granted") new Notification(title, { body, tag: `${title} ${body}` });
    }
  });
  return null;
}
