import { app, type Session, shell, type WebContents } from "electron";
import type { Log } from "../services/log.ts";
import { externalLink } from "./trust.ts";

/** The page gets no permission, no device, no capture and no download: it only talks through its port. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.on("will-download", (event) => event.preventDefault());
}

/** No page navigates, opens a window or hosts a webview; links that are safe go to the system browser. */
export function guardNavigation(log: Log): void {
  app.on("web-contents-created", (_event, contents: WebContents) => {
    contents.setWindowOpenHandler(({ url }) => {
      openOutside(url, log);
      return { action: "deny" };
    });
    contents.on("will-frame-navigate", (details) => {
      details.preventDefault();
      if (details.isMainFrame) openOutside(details.url, log);
    });
    contents.on("will-redirect", (details) => details.preventDefault());
    contents.on("will-attach-webview", (event) => event.preventDefault());
  });
}

function openOutside(url: string, log: Log): void {
  const link = externalLink(url);
  if (link) shell.openExternal(link).catch((error: unknown) => log.warn("link not opened", { error: String(error) }));
}
