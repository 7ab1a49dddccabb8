import { userInfo } from "node:os";
import { join } from "node:path";
import { app, ipcMain, Menu, MessageChannelMain, powerMonitor, protocol, safeStorage, session, shell } from "electron";
import { DisposableStore } from "../../shared/base/disposable.ts";
import { createAnnouncer } from "../../shared/domain/alerts/news/announcer.ts";
import { isWanted } from "../../shared/domain/alerts/news/notify.ts";
import { contentSecurityPolicy } from "../host/contentSecurityPolicy.ts";
import { createHost } from "../host/createHost.ts";
import type { Host } from "../host/types.ts";
import type { Log } from "../services/log.ts";
import { createNetworkWatch } from "../services/networkWatch.ts";
import { systemClock as clock } from "../services/systemClock.ts";
import { applicationMenu } from "./applicationMenu.ts";
import { appScheme } from "./appScheme.ts";
import { showBadge } from "./badge.ts";
import type { DesktopOptions } from "./desktopOptions.ts";
import { firstTime } from "./firstTime.ts";
import { denyPermissions } from "./guards.ts";
import { createKeychainSecrets } from "./keychainSecrets.ts";
import { createMainWindow, type MainWindow } from "./mainWindow.ts";
import { alertNotice } from "./notification.ts";
import { createNotifier } from "./notifier.ts";
import { createPortBroker } from "./portBroker.ts";
import { createProtocolHandler } from "./protocolHandler.ts";
import { createQuitSequence, type QuitSequence } from "./quitSequence.ts";
import { createTrayIcon } from "./tray.ts";
import { trayState } from "./trayState.ts";
import { closeAction } from "./windowState.ts";

/** So long the console finds what was wrong already: its window shows that, no notification does. */
const startingMs = 30_000;

export interface DesktopSetup {
  /** Where the bundles, the page and the images are. */
  readonly bundleFolder: string;
  readonly dataFolder: string;
  readonly options: DesktopOptions;
  readonly log: Log;
}

/** Everything after `ready`: the core, its page and the ways the desktop has to show it. Rejects with what to tell the user. */
export async function startDesktop(setup: DesktopSetup): Promise<void> {
  const { dataFolder, options } = setup;
  const workspaceFolder = options.workspaceFolder ?? join(dataFolder, "workspace");
  const owned = new DisposableStore();
  try {
    const host = await startCore(setup, workspaceFolder, owned);
    const quit = prepareToQuit(host, owned);
    const main = openWindow(setup, host, quit, owned);
    setMenu(workspaceFolder, setup);
    main.show();
  } catch (error) {
    owned.dispose();
    throw error;
  }
}

async function startCore(
  { bundleFolder, dataFolder, options, log }: DesktopSetup,
  workspaceFolder: string,
  owned: DisposableStore,
): Promise<Host> {
  const network = owned.add(createNetworkWatch(clock));
  powerMonitor.on("resume", () => network.look());
  const host = await createHost({
    shell: "desktop",
    version: app.getVersion(),
    clock,
    log,
    random: Math.random,
    secrets: await createKeychainSecrets({
      safeStorage,
      platform: process.platform,
      file: join(dataFolder, "secrets.json"),
    }),
    dataFolder,
    workspaceFolder,
    sshConfigFile: options.sshConfigFile,
    demo: options.demo,
    localTerminal: true,
    samplesWorkerFile: join(bundleFolder, "samplesWorker.cjs"),
    access: null,
    onNetworkChange: network.onChange,
  });
  denyPermissions(session.defaultSession);
  protocol.handle(appScheme, createProtocolHandler(join(bundleFolder, "renderer"), contentSecurityPolicy));
  const hand = createPortBroker({
    createChannel: () => new MessageChannelMain(),
    accept: (port) => host.accept(port, { name: userInfo().username, role: "operator" }),
    log,
  });
  ipcMain.on("shell:connect", (event) => hand(event.senderFrame));
  return host;
}

function setMenu(workspaceFolder: string, { dataFolder, log }: DesktopSetup): void {
  const open = (folder: string) => async () => {
    const problem = await shell.openPath(folder);
    if (problem) log.warn("folder not opened", { folder, problem });
  };
  const template = applicationMenu({
    platform: process.platform,
    development: !app.isPackaged,
    help: [
      { label: "Open workspace folder", open: open(workspaceFolder) },
      { label: "Open data and log folder", open: open(dataFolder) },
    ],
  });
  app.setAboutPanelOptions({ applicationName: "Midwatch", applicationVersion: app.getVersion() });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function prepareToQuit(host: Host, owned: DisposableStore): QuitSequence {
  const quit = createQuitSequence({
    stop: () => {
      const closing = host.close();
      owned.dispose();
      return closing;
    },
    quit: () => app.quit(),
    timeoutMs: 2000,
    after: (delayMs, call) => void setTimeout(call, delayMs),
  });
  // SIGTERM, SIGINT and SIGHUP come this way too.
  app.on("before-quit", (event) => {
    if (quit.beforeQuit() === "prevent") event.preventDefault();
  });
  app.on("window-all-closed", () => app.quit());
  powerMonitor.on("shutdown", () => app.quit());
  return quit;
}

function openWindow(
  { bundleFolder, dataFolder, log }: DesktopSetup,
  host: Host,
  quit: QuitSequence,
  owned: DisposableStore,
): MainWindow {
  const imagesFolder = join(bundleFolder, "images");
  const notify = createNotifier((route) => main.show(route), log);
  const tray = createTrayIcon({ imagesFolder, log, onOpen: () => main.show(), onQuit: () => app.quit() });
  if (tray) owned.add(tray);

  const main = createMainWindow({
    preloadFile: join(bundleFolder, "preload.cjs"),
    iconFile: join(imagesFolder, "icon.png"),
    log,
    clock,
    devTools: !app.isPackaged,
    onClose: () => {
      const action = closeAction({ quitting: quit.quitting, trayVisible: tray !== null, platform: process.platform });
      if (action === "hide" && process.platform !== "darwin" && firstTime(join(dataFolder, "tray-explained"))) {
        notify({
          title: "Midwatch keeps watching",
          body: "Its icon in the tray opens it again, or quits it.",
          silent: true,
        });
      }
      return action;
    },
    onOpened: (window) => showBadge(trayState(host.overview).count, window, imagesFolder),
    onSessionEnd: () => app.quit(),
  });
  app.on("second-instance", () => main.show());
  app.on("activate", () => main.show());

  const announcer = owned.add(
    createAnnouncer({
      clock,
      quietMs: startingMs,
      wanted: (alert) => isWanted(alert, host.notifying.notify),
      // Who looks at the window sees it there.
      announce: (alerts) => {
        if (main.window?.isFocused()) return;
        notify(
          alertNotice(alerts, { sound: host.notifying.sound, claim: (ids) => host.claim(ids, userInfo().username) }),
        );
      },
    }),
  );
  const show = (overview = host.overview) => {
    announcer.see(overview.firing);
    const state = trayState(overview);
    tray?.show(state);
    showBadge(state.count, main.window, imagesFolder);
  };
  owned.add(host.onOverview(show));
  owned.add(host.onAnnouncement((announcement) => notify({ ...announcement, silent: !host.notifying.sound })));
  show();
  return main;
}
