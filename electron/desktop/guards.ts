import { app, type Session, shell, type WebContents } from "electron";
import type { Log } from "../services/log.ts";
import { externalLink, isAllowedPermission, isOwnDownload } from "./trust.ts";

/** The page gets no device, no capture, no download but of what it made itself, and one permission. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl, isMainFrame }) =>
    answer(isAllowedPermission(permission, { url: requestingUrl, isMainFrame })),
  );
  session.setPermissionCheckHandler((_contents, permission, origin, { isMainFrame }) =>
    isAllowedPermission(permission, { url: origin, isMainFrame }),
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null));
  session.on("will-download", (event, item) => {
    if (!isOwnDownload(item.getURL())) event.preventDefault();
  });
}

/**
 * No page navigates, opens a window or hosts a webview; links that are safe go to the system browser. Loading and
 * reloading from here, and the page's own `#/...` routes, are not navigations in this sense.
 */
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
  else log.warn("navigation refused", { url });
}
