/** `npm run demo`: a simulated fleet in a process of its own, and the console over it. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { errorText } from "../../shared/base/errors.ts";
import { startConsole } from "../headless/console.ts";
import { readVersion, runAsProcess } from "../headless/process.ts";
import { createHost } from "../host/createHost.ts";
import { jsonLinesLog } from "../services/jsonLinesLog.ts";
import { systemClock } from "../services/systemClock.ts";
import { type DemoOptions, demoUsage, parseDemoOptions } from "./demoOptions.ts";

const bundleFolder = dirname(resolve(process.argv[1] ?? "."));
const log = jsonLinesLog(process.stderr, systemClock);

const fleetLine = z.object({ sshConfigFile: z.string(), workspaceFolder: z.string() });

interface FleetProcess {
  readonly files: z.infer<typeof fleetLine>;
  readonly child: ChildProcess;
}

/** Its standard input is ours to close: the fleet ends with this process, however this process ends. */
function startFleet(folder: string, args: readonly string[]): Promise<FleetProcess> {
  const child = spawn(process.execPath, [join(bundleFolder, "demoFleet.cjs"), folder, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("exit", (code) => fail(new Error(`The simulated fleet ended with ${code}`)));
    createInterface({ input: child.stdout }).once("line", (line) =>
      done({ files: fleetLine.parse(JSON.parse(line)), child }),
    );
  });
}

async function start(options: DemoOptions, args: readonly string[]) {
  const folder =
    options.dataFolder === null ? mkdtempSync(join(tmpdir(), "midwatch-demo-")) : resolve(options.dataFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const cleanUp = () => {
    if (options.dataFolder === null) rmSync(folder, { recursive: true, force: true });
  };
  process.on("exit", cleanUp);
  const { files, child } = await startFleet(folder, args);
  const headless = {
    workspaceFolder: files.workspaceFolder,
    sshConfigFile: files.sshConfigFile,
    dataFolder: join(folder, "data"),
    port: options.port,
    demo: true,
    secretsPassphrase: null,
  };
  const console = await startConsole(headless, {
    createHost,
    bundleFolder,
    version: readVersion(bundleFolder),
    clock: systemClock,
    log,
  });
  return {
    url: console.url,
    async stop() {
      await console.stop();
      child.stdin?.end();
    },
  };
}

function main(args: readonly string[]): void {
  try {
    const options = parseDemoOptions(args);
    if (options === "help") process.stdout.write(demoUsage);
    else void runAsProcess(() => start(options, args), log);
  } catch (error) {
    process.stderr.write(`${errorText(error)}\n\n${demoUsage}`);
    process.exitCode = 2;
  }
}

main(process.argv.slice(2));
