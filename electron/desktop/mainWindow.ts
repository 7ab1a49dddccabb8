import { BrowserWindow } from "electron";
import type { Log } from "../services/log.ts";
import { appUrl } from "./appScheme.ts";
import { createReloadBudget } from "./windowState.ts";

export interface MainWindow {
  /** Opens it, or brings it to the front. */
  show(): void;
  readonly window: BrowserWindow | null;
}

interface MainWindowOptions {
  readonly preloadFile: string;
  readonly iconFile: string;
  readonly log: Log;
  readonly nowMs: () => number;
  /** Decides whether closing hides instead. */
  readonly onClose: () => "hide" | "close";
}

export function createMainWindow({ preloadFile, iconFile, log, nowMs, onClose }: MainWindowOptions): MainWindow {
  const budget = createReloadBudget({ limit: 3, windowMs: 60_000, nowMs });
  let window: BrowserWindow | null = null;

  function open(): BrowserWindow {
    const opened = new BrowserWindow({
      name: "main",
      windowStatePersistence: true,
      width: 1440,
      height: 900,
      minWidth: 900,
      minHeight: 600,
      show: false,
      backgroundColor: "#0A0C0F",
      icon: iconFile,
      title: "Midwatch",
      titleBarStyle: process.platform === "darwin" ? "hiddenInset" : "default",
      webPreferences: {
        preload: preloadFile,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webviewTag: false,
        navigateOnDragDrop: false,
        spellcheck: false,
      },
    });
    opened.once("ready-to-show", () => opened.show());
    opened.on("close", (event) => {
      if (onClose() === "close") return;
      event.preventDefault();
      opened.hide();
    });
    opened.on("closed", () => {
      window = null;
    });
    const { webContents } = opened;
    webContents.on("preload-error", (_event, path, error) =>
      log.error("preload failed", { path, error: error.message }),
    );
    webContents.on("render-process-gone", (_event, { reason, exitCode }) => {
      const again = budget.allows(reason);
      log.error("page ended", { reason, exitCode, reloading: again });
      if (again) webContents.reload();
    });
    opened.on("unresponsive", () => log.warn("page does not respond"));
    opened.on("responsive", () => log.info("page responds again"));
    opened.loadURL(appUrl).catch((error: unknown) => log.error("page not loaded", { error: String(error) }));
    return opened;
  }

  return {
    get window() {
      return window;
    },
    show() {
      if (!window) {
        window = open();
        return;
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
  };
}
