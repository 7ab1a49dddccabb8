import { app, Menu, nativeImage, Tray } from "electron";
import type { Disposable } from "../../shared/base/disposable.ts";
import type { TrayState } from "./trayState.ts";

export interface TrayIcon extends Disposable {
  show(state: TrayState): void;
}

interface TrayOptions {
  readonly iconFile: string;
  readonly onOpen: () => void;
  readonly onQuit: () => void;
}

/** Never the only way back to the window: some Linux desktops show no trays at all. */
export function createTrayIcon({ iconFile, onOpen, onQuit }: TrayOptions): TrayIcon {
  const image = nativeImage.createFromPath(iconFile).resize({ width: 16, height: 16 });
  const tray = new Tray(image);
  tray.on("click", onOpen);

  return {
    show({ tooltip, count, lines }) {
      tray.setToolTip(tooltip);
      if (process.platform === "darwin") tray.setTitle(count > 0 ? String(count) : "");
      app.setBadgeCount(count);
      // Linux shows changes only of a menu that is set again.
      tray.setContextMenu(
        Menu.buildFromTemplate([
          ...lines.map((label) => ({ label, enabled: false })),
          { type: "separator" },
          { label: "Open Midwatch", click: onOpen },
          { label: "Quit", click: onQuit },
        ]),
      );
    },
    dispose: () => tray.destroy(),
  };
}
