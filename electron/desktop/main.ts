import { join } from "node:path";
import { app, Menu, powerMonitor, protocol, safeStorage, session } from "electron";
import { Emitter } from "../../shared/base/emitter.ts";
import { contentSecurityPolicy } from "../host/contentSecurityPolicy.ts";
import { createHost } from "../host/createHost.ts";
import { jsonLinesLog } from "../services/jsonLinesLog.ts";
import { systemClock } from "../services/systemClock.ts";
import { applicationMenu } from "./applicationMenu.ts";
import { appScheme } from "./appScheme.ts";
import { denyPermissions, guardNavigation } from "./guards.ts";
import { createKeychainSecrets } from "./keychainSecrets.ts";
import { createMainWindow } from "./mainWindow.ts";
import { createNotifier } from "./notifier.ts";
import { brokerPorts } from "./portBroker.ts";
import { createProtocolHandler } from "./protocolHandler.ts";
import { createQuitSequence } from "./quitSequence.ts";
import { createTrayIcon } from "./tray.ts";
import { announcement, trayState } from "./trayState.ts";
import { forbiddenSwitch } from "./trust.ts";
import { closeAction } from "./windowState.ts";

const log = jsonLinesLog(process.stderr, systemClock);
const bundleFolder = __dirname;
const iconFile = join(bundleFolder, "icon.png");

// What must be said before Electron is ready, in one go.
app.setName("Midwatch");
const isFirst = app.requestSingleInstanceLock();
app.enableSandbox();
app.setAppUserModelId("io.midwatch.console");
protocol.registerSchemesAsPrivileged([
  { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]);

const refused = app.isPackaged ? forbiddenSwitch(process.argv) : null;
if (refused) log.error("refused to start", { because: refused });
if (refused || !isFirst) app.exit(refused ? 2 : 0);
else {
  guardNavigation(log);
  app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      log.error("could not start", { error: String(error) });
      app.exit(1);
    });
}

async function start(): Promise<void> {
  const dataFolder = app.getPath("userData");
  const woke = new Emitter<void>();
  powerMonitor.on("resume", () => woke.fire());

  const host = await createHost({
    shell: "desktop",
    version: app.getVersion(),
    clock: systemClock,
    log,
    random: Math.random,
    secrets: await createKeychainSecrets({
      safeStorage,
      platform: process.platform,
      file: join(dataFolder, "secrets.json"),
    }),
    dataFolder,
    workspaceFolder: join(dataFolder, "workspace"),
    sshConfigFile: null,
    demo: false,
    samplesWorkerFile: join(bundleFolder, "samplesWorker.cjs"),
    onNetworkChange: woke.event,
  });

  denyPermissions(session.defaultSession);
  protocol.handle(appScheme, createProtocolHandler(join(bundleFolder, "renderer"), contentSecurityPolicy));
  brokerPorts((port) => host.accept(port), log);

  const quit = createQuitSequence({
    stop: () => host.close(),
    quit: () => app.quit(),
    timeoutMs: 2000,
    after: (delayMs, call) => void setTimeout(call, delayMs),
  });
  app.on("before-quit", (event) => {
    if (quit.beforeQuit() === "prevent") event.preventDefault();
  });
  app.on("window-all-closed", () => app.quit());

  const main = createMainWindow({
    preloadFile: join(bundleFolder, "preload.cjs"),
    iconFile,
    log,
    nowMs: () => systemClock.monotonicMs(),
    onClose: () => closeAction({ quitting: quit.quitting, trayVisible: true, platform: process.platform }),
  });
  app.on("second-instance", () => main.show());
  app.on("activate", () => main.show());

  const tray = createTrayIcon({ iconFile, onOpen: () => main.show(), onQuit: () => app.quit() });
  const notify = createNotifier(() => main.show());
  let overview = host.overview;
  tray.show(trayState(overview));
  host.onOverview((next) => {
    const news = announcement(overview, next);
    overview = next;
    tray.show(trayState(next));
    if (news && !main.window?.isFocused()) notify(news);
  });

  Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu(process.platform)));
  main.show();
}
