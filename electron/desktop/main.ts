import "../host/smallHeap.ts";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { app, dialog, protocol } from "electron";
import { errorText } from "../../shared/base/errors.ts";
import { jsonLinesLog } from "../services/jsonLinesLog.ts";
import { systemClock } from "../services/systemClock.ts";
import { appScheme } from "./appScheme.ts";
import { desktopOptions } from "./desktopOptions.ts";
import { createErrorJournal } from "./errorJournal.ts";
import { guardNavigation } from "./guards.ts";
import { createLogFile } from "./logFile.ts";
import { startDesktop } from "./startDesktop.ts";
import { forbiddenSwitch } from "./trust.ts";

const maxLogBytes = 4 * 2 ** 20;

// A closed terminal must not end the watch.
for (const output of [process.stdout, process.stderr]) output.on("error", () => {});
const options = desktopOptions(process.argv.slice(1));

// What must be said before Electron is ready, in one go.
app.setName("Midwatch");
if (options.dataFolder) {
  mkdirSync(options.dataFolder, { recursive: true, mode: 0o700 });
  app.setPath("userData", options.dataFolder);
}
const refused = app.isPackaged ? forbiddenSwitch(process.argv, process.platform) : null;
const isFirst = refused === null && app.requestSingleInstanceLock();
app.enableSandbox();
app.setAppUserModelId("io.midwatch.console");
protocol.registerSchemesAsPrivileged([
  { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]);

if (refused) giveUp(`Midwatch does not start with ${refused}: it would let other programs control it.`, 2);
else if (!isFirst) app.exit(0);
else run();

function run(): void {
  const dataFolder = app.getPath("userData");
  const file = createLogFile(join(dataFolder, "logs", "midwatch.log"), maxLogBytes);
  const write = (line: string) => {
    file.write(line);
    if (!app.isPackaged) process.stderr.write(line);
  };
  const log = jsonLinesLog({ write }, systemClock);
  log.info("started", { version: app.getVersion(), platform: process.platform, electron: process.versions.electron });

  // Without these Electron would put a dialog over the window for each.
  const journal = createErrorJournal(log);
  process.on("uncaughtException", (error) => journal("Nobody caught an error", error));
  process.on("unhandledRejection", (error) => journal("Nobody awaited a failure", error));
  app.on("child-process-gone", (_event, { type, reason, exitCode }) =>
    log.warn("a process of Electron ended", { type, reason, exitCode }),
  );

  guardNavigation(log);
  app
    .whenReady()
    .then(() => startDesktop({ bundleFolder: __dirname, dataFolder, options, log }))
    .catch((error: unknown) => {
      log.error("could not start", { error });
      giveUp(errorText(error), 1);
    });
}

function giveUp(message: string, exitCode: number): void {
  dialog.showErrorBox("Midwatch could not start", message);
  app.exit(exitCode);
}
