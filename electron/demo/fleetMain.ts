/**
 * The demo fleet as a process of its own: `FOLDER [--hosts N ...]`. Prints one JSON line with the files it wrote, obeys
 * lines on standard input (`kill NAME`, `revive NAME`, `key NAME`, `fault NAME none|silent|hang|flood|slow [MS]`, `play SPEED`), answers
 * each with a line, and ends when standard input does: whoever started it cannot leave it behind.
 */
import { createInterface } from "node:readline";
import { errorText } from "../../shared/base/errors.ts";
import { systemClock } from "../services/systemClock.ts";
import { createDemoFleet, type DemoFleet } from "./createDemoFleet.ts";
import { demoUsage, parseDemoOptions } from "./demoOptions.ts";
import type { ServerFault } from "./sshServer.ts";

async function main([folder = "", ...args]: readonly string[]): Promise<void> {
  const options = parseDemoOptions(args);
  if (options === "help" || options === "list" || folder === "") {
    process.stderr.write(demoUsage);
    return;
  }
  const lines = createInterface({ input: process.stdin });
  let fleet: DemoFleet | null = null;
  lines.once("close", () => void Promise.resolve(fleet?.close()).finally(() => process.exit(0)));
  const started = await createDemoFleet({
    folder,
    hosts: options.hosts,
    seed: options.seed,
    interval: options.interval,
    trusted: options.prepared,
    workspace: options.prepared,
    scrape: options.scrape,
    prometheus: options.prometheus,
    scenario: options.scenario,
    clock: systemClock,
  });
  fleet = started;
  if (options.speed !== null) playOnceRead(started, options.speed);
  const { sshConfigFile, knownHostsFile, workspaceFolder, hosts } = started;
  process.stdout.write(`${JSON.stringify({ sshConfigFile, knownHostsFile, workspaceFolder, hosts })}\n`);

  lines.on("line", (line) => {
    obey(started, line.trim().split(/\s+/)).then(
      () => process.stdout.write(`done ${line}\n`),
      (error: unknown) => process.stdout.write(`refused ${line}: ${errorText(error)}\n`),
    );
  });
}

/** By then every host was read: what a story changes is seen to change, however fast it is told. */
const readWithinMs = 20_000;

function playOnceRead(fleet: DemoFleet, speed: number): void {
  systemClock.after(readWithinMs * (1 - 1 / speed), () => fleet.play(speed));
}

async function obey(fleet: DemoFleet, [verb, name = "", kind, delayMs]: readonly string[]): Promise<void> {
  switch (verb) {
    case "kill":
      return fleet.kill(name);
    case "revive":
      return fleet.revive(name);
    case "key":
      return fleet.changeHostKey(name);
    case "fault":
      return fleet.setFault(name, faultOf(kind, Number(delayMs ?? 0)));
    case "play":
      return fleet.play(Number(name));
    default:
      throw new Error("unknown command");
  }
}

function faultOf(kind: string | undefined, delayMs: number): ServerFault {
  if (kind === "slow") return { kind, delayMs };
  if (kind === "none" || kind === "silent" || kind === "hang" || kind === "flood") return { kind };
  throw new Error(`unknown fault ${kind}`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`The demo fleet could not start: ${errorText(error)}\n`);
  process.exit(1);
});
