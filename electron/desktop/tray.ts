import { join } from "node:path";
import { Menu, nativeImage, Tray } from "electron";
import type { Disposable } from "../../shared/base/disposable.ts";
import type { Log } from "../services/log.ts";
import type { TrayState } from "./trayState.ts";

export interface TrayIcon extends Disposable {
  show(state: TrayState): void;
}

interface TrayOptions {
  readonly imagesFolder: string;
  readonly log: Log;
  readonly onOpen: () => void;
  readonly onQuit: () => void;
}

/** Null where there can be none; some Linux desktops take one and show it nowhere, so it is never the only way back. */
export function createTrayIcon({ imagesFolder, log, onOpen, onQuit }: TrayOptions): TrayIcon | null {
  const isMac = process.platform === "darwin";
  let tray: Tray;
  try {
    // macOS colours a template image itself; `@2x` files beside these serve dense screens.
    tray = new Tray(nativeImage.createFromPath(join(imagesFolder, isMac ? "trayTemplate.png" : "tray.png")));
  } catch (error) {
    log.warn("no tray icon", { error: String(error) });
    return null;
  }
  // On macOS a click opens the menu.
  if (!isMac) tray.on("click", onOpen);

  return {
    show({ tooltip, count, lines }) {
      tray.setToolTip(tooltip);
      if (isMac) tray.setTitle(count > 0 ? String(count) : "");
      // Linux shows changes only of a menu that is set again.
      tray.setContextMenu(
        Menu.buildFromTemplate([
          ...lines.map((label) => ({ label: menuText(label), enabled: false })),
          ...(lines.length > 0 ? [{ type: "separator" as const }] : []),
          { label: "Open Midwatch", click: onOpen },
          { label: "Quit Midwatch", click: onQuit },
        ]),
      );
    },
    dispose: () => tray.destroy(),
  };
}

/** A single `&` in a menu marks the key of the letter after it. */
function menuText(text: string): string {
  return text.replaceAll("&", "&&");
}
