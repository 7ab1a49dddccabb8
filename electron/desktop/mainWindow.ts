import { app, BrowserWindow, dialog } from "electron";
import type { Clock } from "../../shared/base/clock.ts";
import type { Log } from "../services/log.ts";
import { appUrl } from "./appScheme.ts";
import { createReloadBudget } from "./windowState.ts";

export interface MainWindow {
  /** Opens it, or brings it to the front, at a route of the page (`#/watch`) where one is given. */
  show(route?: string): void;
  readonly window: BrowserWindow | null;
}

export interface MainWindowOptions {
  readonly preloadFile: string;
  readonly iconFile: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly devTools: boolean;
  /** Decides whether closing hides instead; called for each wish to close. */
  readonly onClose: () => "hide" | "close";
  readonly onOpened: (window: BrowserWindow) => void;
  /** Windows ends the user's session: seconds are left, and no `before-quit` comes. */
  readonly onSessionEnd: () => void;
}

/** A page that never paints is shown all the same: an empty window can at least be closed. */
const paintTimeoutMs = 5000;

export function createMainWindow(options: MainWindowOptions): MainWindow {
  const { log, clock } = options;
  const budget = createReloadBudget({ limit: 3, windowMs: 60_000, nowMs: () => clock.monotonicMs() });
  let window: BrowserWindow | null = null;

  function open(route: string): BrowserWindow {
    const opened = new BrowserWindow(windowOptions(options));
    showWhenPainted(opened, clock);
    opened.on("close", (event) => {
      if (options.onClose() === "close") return;
      event.preventDefault();
      hide(opened);
    });
    opened.on("closed", () => {
      window = null;
    });
    opened.on("session-end", () => options.onSessionEnd());
    watchPage(opened, log, budget.allows);
    load(opened, route);
    options.onOpened(opened);
    return opened;
  }

  /** A page that is there already goes to the route without being loaded anew. */
  function load(opened: BrowserWindow, route: string): void {
    const url = `${appUrl}${route}`;
    // The same address once more would load it anew.
    if (opened.webContents.getURL() === url) return;
    opened.loadURL(url).catch((error: unknown) => log.error("page not loaded", { error: String(error) }));
  }

  return {
    get window() {
      return window;
    },
    show(route) {
      if (!window) {
        window = open(route ?? "");
        return;
      }
      if (route !== undefined) load(window, route);
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
      if (process.platform === "darwin") app.focus({ steal: true });
    },
  };
}

function windowOptions({ preloadFile, iconFile, devTools }: MainWindowOptions) {
  return {
    // Under this name Electron keeps size, place and whether it is maximised.
    name: "main",
    windowStatePersistence: true,
    width: 1440,
    height: 900,
    minWidth: 900,
    minHeight: 600,
    show: false,
    // The page's own darkest surface, until it paints.
    backgroundColor: "#0A0C0F",
    icon: iconFile,
    title: "Midwatch",
    // The menu bar of Windows and Linux comes with Alt.
    autoHideMenuBar: true,
    // macOS: the page's 44 px top bar is the title bar and keeps 76 px free for the three lights.
    ...(process.platform === "darwin"
      ? { titleBarStyle: "hiddenInset" as const, trafficLightPosition: { x: 14, y: 15 } }
      : {}),
    webPreferences: {
      preload: preloadFile,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools,
    },
  };
}

function showWhenPainted(window: BrowserWindow, clock: Clock): void {
  const late = clock.after(paintTimeoutMs, () => {
    if (!window.isDestroyed()) window.show();
  });
  window.once("closed", () => late.dispose());
  window.once("ready-to-show", () => {
    late.dispose();
    window.show();
  });
}

/** A full-screen window of macOS that hides leaves its black space behind: it leaves that first. */
function hide(window: BrowserWindow): void {
  if (process.platform !== "darwin" || !window.isFullScreen()) {
    window.hide();
    return;
  }
  window.once("leave-full-screen", () => window.hide());
  window.setFullScreen(false);
}

/** The page's process may crash or hang: it is loaded again within the budget, then on the user's word. */
function watchPage(window: BrowserWindow, log: Log, mayReload: (reason: string) => boolean): void {
  const { webContents } = window;
  let asking: AbortController | null = null;

  const ask = async (message: string, detail: string, buttons: readonly [string, string]): Promise<boolean> => {
    asking?.abort();
    const own = new AbortController();
    asking = own;
    const { response } = await dialog.showMessageBox(window, {
      type: "warning",
      message,
      detail,
      buttons: [...buttons],
      defaultId: 0,
      cancelId: 1,
      signal: own.signal,
    });
    return response === 0 && !own.signal.aborted && !window.isDestroyed();
  };
  // Not within the event that tells of its end: the page's process is still being taken apart.
  const reload = () => void setImmediate(() => window.isDestroyed() || webContents.reload());
  const failed = (error: unknown) => log.warn("question not shown", { error: String(error) });

  webContents.on("preload-error", (_event, path, error) => log.error("preload failed", { path, error: error.message }));
  webContents.on("render-process-gone", (_event, { reason, exitCode }) => {
    const again = mayReload(reason);
    log.error("page ended", { reason, exitCode, reloading: again });
    if (again) reload();
    else if (reason !== "clean-exit") {
      const detail = `The watch itself goes on. Reason: ${reason}, exit code ${exitCode}.`;
      ask("Midwatch's page ended again and again.", detail, ["Open it again", "Leave it"]).then(
        (yes) => yes && reload(),
        failed,
      );
    }
  });
  window.on("unresponsive", () => {
    log.warn("page does not respond");
    ask("Midwatch's page does not respond.", "The watch itself goes on.", ["Open it again", "Wait"]).then(
      // Its end loads it anew, within the budget.
      (yes) => yes && webContents.forcefullyCrashRenderer(),
      failed,
    );
  });
  window.on("responsive", () => {
    log.info("page responds again");
    asking?.abort();
  });
}
