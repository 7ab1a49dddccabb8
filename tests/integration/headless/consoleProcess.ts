/** A console process over a core of the test's choice: `node consoleProcess.ts normal|hangs|neverStarts|fails|crashes ARGS`. */
import { startConsole } from "../../../electron/headless/console.ts";
import { parseOptions } from "../../../electron/headless/options.ts";
import { runAsProcess } from "../../../electron/headless/process.ts";
import type { Host } from "../../../electron/host/types.ts";
import { jsonLinesLog } from "../../../electron/services/jsonLinesLog.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import { createTestHost } from "../../doubles/testHost.ts";

const [how = "normal", ...args] = process.argv.slice(2);
const log = jsonLinesLog(process.stderr, systemClock);
const options = parseOptions(args, process.env, process.platform);
if (options === "help") throw new Error("Not asked for here");

async function createHost(): Promise<Host> {
  if (how === "neverStarts") await new Promise(() => setInterval(() => {}, 1000));
  if (how === "fails") throw new Error("The database is from the future");
  // A timer that holds the process, as connections would.
  const busy = setInterval(() => {}, 1000);
  if (how === "crashes") {
    setTimeout(() => {
      throw new Error("a bug");
    }, 100);
  }
  return {
    ...createTestHost().host,
    close: () => {
      if (how === "hangs") return new Promise(() => {});
      clearInterval(busy);
      process.stderr.write("core closed\n");
      return Promise.resolve();
    },
  };
}

void runAsProcess(
  () => startConsole(options, { createHost, bundleFolder: "/nowhere", version: "0", clock: systemClock, log }),
  log,
);
