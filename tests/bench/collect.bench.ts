import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bench, type Measure, measure } from "./measure.ts";
import { type ConsoleProcess, startConsole } from "./rig/console.ts";
import { type Fleet, startFleet } from "./rig/fleet.ts";
import { cpuMs, rssBytes } from "./rig/processUsage.ts";
import { sampleTimes } from "./rig/sampleTimes.ts";
import { pollCpuMs } from "./rig/sshPolls.ts";
import { median, pause } from "./rig/statistics.ts";
import { withFolder } from "./rig/withFolder.ts";

const hostCount = 64;
const connectRuns = 3;
const connectMs = 6000;
/**
 * As a console is that runs for weeks: every host's rows have filled a block, so that memory does not grow any more, and V8
 * has compiled what is hot, which takes it some minutes.
 */
const warmUpMs = 240_000;
const windowMs = 20_000;
const windows = 6;

/**
 * 64 demo hosts of eight GPUs, in a process of their own, each read once a second by the console as it is served: the
 * whole process counts, with all its threads, SSH, parsing, findings and the sample store on disk; nobody watches.
 */
export const bench: Bench = {
  names: ["collect.connect", "collect.cpu", "collect.rss", "collect.soak"],
  run: () =>
    withFolder(async (folder, stopLater) => {
      const fleet = stopLater(await startFleet(folder, hostCount));
      const connect: number[] = [];
      for (let run = 0; run < connectRuns; run++) connect.push(await connectTime(join(folder, `run${run}`), fleet));
      // As old as the other one, and collected as rarely: what is left between them is what watching costs.
      const idle = stopLater(await startConsole(join(folder, "idle"), emptyWorkspace(folder)));
      const console = stopLater(await startConsole(join(folder, "data"), fleet));
      await pause(warmUpMs);
      return [connectMeasure(median(connect)), ...(await steadyMeasures(console, idle, fleet))];
    }),
};

/** From the start of the process to the first GPU sample of the host that took longest. */
async function connectTime(dataFolder: string, fleet: Fleet): Promise<number> {
  const console = await startConsole(dataFolder, fleet);
  await pause(connectMs);
  await console.stop();
  const times = sampleTimes(console.databaseFile, "nvidia_smi");
  return Math.max(...fleet.reachable.map((name) => times.get(name)?.[0] ?? Number.NaN)) - console.spawnedAtMs;
}

function connectMeasure(value: number): Measure {
  return measure({ name: "collect.connect", value, unit: "ms", goal: "< 3000", ok: value < 3000 });
}

async function steadyMeasures(console: ConsoleProcess, idle: ConsoleProcess, fleet: Fleet): Promise<Measure[]> {
  const shares: number[] = [];
  const polls: number[] = [];
  const megabytes: number[] = [rssBytes(console.pid) / 1e6];
  for (let i = 0; i < windows; i++) {
    shares.push(await cpuShare(console.pid));
    megabytes.push(rssBytes(console.pid) / 1e6);
    // Between the windows, so that both see the same machine: 64 polls a second, in per cent of a core.
    polls.push(((await pollCpuMs(fleet.sshConfigFile, fleet.reachable)) / fleet.reachable.length) * hostCount * 0.1);
  }
  const cpu = median(shares);
  const baseline = median(polls);
  const idleMegabytes = rssBytes(idle.pid) / 1e6;
  const rss = Math.max(...megabytes) - idleMegabytes;
  const growth = (megabytes.at(-1) ?? Number.NaN) - (megabytes[0] ?? Number.NaN);
  return [
    measure({
      name: "collect.cpu",
      value: cpu,
      unit: "% of a core",
      baseline,
      goal: "<= 5, and a fifth of a process of ssh for each poll",
      ok: cpu <= 5 && cpu * 5 <= baseline,
    }),
    measure({ name: "collect.rss", value: rss, unit: "MB over an idle console", goal: "<= 60", ok: rss <= 60 }),
    measure({ name: "collect.soak", value: growth, unit: "MB in two minutes", goal: "<= 5", ok: growth <= 5 }),
  ];
}

async function cpuShare(pid: number): Promise<number> {
  const beforeMs = cpuMs(pid);
  const startedMs = performance.now();
  await pause(windowMs);
  return ((cpuMs(pid) - beforeMs) / (performance.now() - startedMs)) * 100;
}

function emptyWorkspace(folder: string): Pick<Fleet, "workspaceFolder" | "sshConfigFile"> {
  const workspaceFolder = join(folder, "emptyWorkspace");
  const sshConfigFile = join(folder, "emptyConfig");
  mkdirSync(workspaceFolder);
  writeFileSync(sshConfigFile, "");
  return { workspaceFolder, sshConfigFile };
}
