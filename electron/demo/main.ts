/** `npm run demo`: a simulated fleet in a process of its own, and the console over it. */
import "../host/smallHeap.ts";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { z } from "zod";
import { errorText } from "../../shared/base/errors.ts";
import { type RunningConsole, startConsole } from "../headless/console.ts";
import { readVersion, runAsProcess } from "../headless/process.ts";
import { createHost } from "../host/createHost.ts";
import { jsonLinesLog } from "../services/jsonLinesLog.ts";
import { systemClock } from "../services/systemClock.ts";
import { demoNotify } from "./demoNotify.ts";
import { type DemoOptions, demoUsage, parseDemoOptions, scenarioList } from "./demoOptions.ts";
import { writeOwnWorkspace } from "./ownWorkspace.ts";
import { seedPast } from "./past/seedPast.ts";

const bundleFolder = dirname(resolve(process.argv[1] ?? "."));
const log = jsonLinesLog(process.stderr, systemClock);

const fleetLine = z.object({ sshConfigFile: z.string(), workspaceFolder: z.string() });

/** Its standard input is ours to close: the fleet ends with this process, however this process ends. */
function startFleet(folder: string, args: readonly string[]): ChildProcessByStdio<Writable, Readable, null> {
  return spawn(process.execPath, [join(bundleFolder, "demoFleet.cjs"), folder, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
}

/** The files it wrote, once its hosts answer. */
function ready(fleet: ChildProcessByStdio<Writable, Readable, null>): Promise<z.infer<typeof fleetLine>> {
  return new Promise((resolve, reject) => {
    fleet.once("error", reject);
    fleet.once("exit", (code) => reject(new Error(`The simulated fleet ended with ${code}`)));
    createInterface({ input: fleet.stdout }).once("line", (line) => resolve(fleetLine.parse(JSON.parse(line))));
  });
}

async function start(options: DemoOptions, args: readonly string[]): Promise<RunningConsole> {
  const { dataFolder, port } = options;
  const folder = dataFolder === null ? mkdtempSync(join(tmpdir(), "midwatch-demo-")) : resolve(dataFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fleet = startFleet(folder, args);
  process.on("exit", () => {
    // It may be starting still, and would write its files again.
    fleet.kill("SIGKILL");
    if (dataFolder === null) rmSync(folder, { recursive: true, force: true });
  });
  const files = await ready(fleet);
  if (options.prepared && options.scrape) seedPast(join(folder, "data"), options, systemClock.nowMs());
  const { workspaceFolder } = files;
  if (options.prepared && !writeOwnWorkspace(workspaceFolder, (text) => text + demoNotify(userInfo().username)))
    log.info("midwatch.yaml was changed since the demo wrote it: it stays as it is", { workspaceFolder });
  const simulated = { demo: true, localTerminal: false, secretsPassphrase: null };
  const headless = { ...files, ...simulated, dataFolder: join(folder, "data"), port };
  const version = readVersion(bundleFolder);
  const console = await startConsole(headless, { createHost, bundleFolder, version, clock: systemClock, log });
  let stopping = false;
  fleet.once("exit", (code) => {
    if (!stopping) log.error("The simulated fleet ended: every host is unreachable now", { code });
  });
  return {
    url: console.url,
    async stop() {
      stopping = true;
      fleet.stdin.end();
      await console.stop();
    },
  };
}

function main(args: readonly string[]): void {
  try {
    const options = parseDemoOptions(args);
    if (options === "help") process.stdout.write(demoUsage);
    else if (options === "list") process.stdout.write(scenarioList());
    else void runAsProcess(() => start(options, args), log);
  } catch (error) {
    process.stderr.write(`${errorText(error)}\n\n${demoUsage}`);
    process.exitCode = 2;
  }
}

main(process.argv.slice(2));
