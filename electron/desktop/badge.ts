import { join } from "node:path";
import { app, type BrowserWindow, nativeImage } from "electron";

/** The count on the dock (macOS, some Linux desktops); on Windows a mark over the taskbar's icon. */
export function showBadge(count: number, window: BrowserWindow | null, imagesFolder: string): void {
  if (process.platform !== "win32") {
    app.setBadgeCount(count);
    return;
  }
  const mark = count > 0 ? nativeImage.createFromPath(join(imagesFolder, "overlay.png")) : null;
  window?.setOverlayIcon(mark, count > 0 ? `${count} critical` : "");
}
