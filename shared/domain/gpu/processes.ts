import { missingFor, numberCell } from "./cells.ts";
import type { CgroupOwner } from "./cgroups.ts";
import { type GpuProcess, isMissing, type Reading } from "./model.ts";

export { type CgroupOwner, parseCgroups } from "./cgroups.ts";

/** One process on one GPU. On MIG the GPU is the parent. */
export interface GpuApp {
  readonly gpuUuid: string;
  readonly pid: number;
  readonly name: string;
  readonly memoryBytes: Reading<number>;
  /** Known from the XML only. */
  readonly type: GpuProcess["type"];
}

/** A row of the host's process table. */
export interface HostProcess {
  readonly user: string;
  readonly ageSeconds: number | null;
  readonly command: string;
}

function parseApp(line: string): GpuApp | null {
  const uuidEnd = line.indexOf(",");
  const pidEnd = line.indexOf(",", uuidEnd + 1);
  const memoryStart = line.lastIndexOf(",");
  if (uuidEnd < 0 || pidEnd < 0 || memoryStart <= pidEnd) return null;
  const gpuUuid = line.slice(0, uuidEnd).trim();
  const pid = line.slice(uuidEnd + 1, pidEnd).trim();
  if (!/^(GPU|MIG)-/.test(gpuUuid) || !/^\d{1,10}$/.test(pid)) return null;
  return {
    gpuUuid,
    pid: Number(pid),
    name: line.slice(pidEnd + 1, memoryStart).trim(),
    memoryBytes: numberCell(line.slice(memoryStart + 1).trim(), 2 ** 20),
    type: null,
  };
}

/**
 * `--query-compute-apps=gpu_uuid,pid,process_name,used_gpu_memory`, with or without units. The workload chooses its
 * name, commas included, so the columns are taken from the outside in. Lines that are no row are left out; an idle host
 * prints none.
 */
export function parseComputeApps(text: string): readonly GpuApp[] {
  return text
    .split("\n")
    .map((line) => parseApp(line.trim()))
    .filter((app) => app !== null);
}

/** `etimes` counts seconds; busybox and old procps only have `etime`, `[[dd-]hh:]mm:ss`. */
function ageOf(word: string): number | null {
  if (/^\d+$/.test(word)) return Number(word);
  const match = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)$/.exec(word);
  if (!match) return null;
  const [, days = "0", hours = "0", minutes = "0", seconds = "0"] = match;
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
}

/** `ps -o pid=,user=,etimes=,args=` by pid. Anything that is no such row (usage texts, errors) is left out. */
export function parsePs(text: string): ReadonlyMap<number, HostProcess> {
  const processes = new Map<number, HostProcess>();
  for (const line of text.split("\n")) {
    const match = /^\s*(\d{1,10})\s+(\S+)\s+(\S+)\s+(\S.*)$/.exec(line);
    if (!match) continue;
    const [, pid = "", user = "", age = "", command = ""] = match;
    processes.set(Number(pid), { user, ageSeconds: ageOf(age), command: command.trimEnd() });
  }
  return processes;
}

function ownerText(owner: CgroupOwner | undefined, containerNames: ReadonlyMap<string, string>): string | null {
  if (!owner) return null;
  const name = owner.containerId === null ? undefined : containerNames.get(owner.containerId);
  if (name !== undefined) return name;
  if (owner.podUid !== null) return `pod ${owner.podUid}`;
  if (owner.slurmJob !== null) return `Slurm job ${owner.slurmJob}`;
  return owner.containerId === null ? null : owner.containerId.slice(0, 12);
}

/** One reading that is missing makes the sum missing: a part of it would look like all of it. */
function sumOf(readings: readonly Reading<number>[]): Reading<number> {
  let sum = 0;
  for (const reading of readings) {
    if (isMissing(reading)) return reading;
    sum += reading;
  }
  return readings.length > 0 ? sum : missingFor.notAvailable;
}

function typeOf(apps: readonly GpuApp[]): GpuProcess["type"] {
  const types = new Set(apps.map((app) => app.type));
  if (types.has("C+G") || (types.has("C") && types.has("G"))) return "C+G";
  if (types.has("C")) return "C";
  return types.has("G") ? "G" : null;
}

/**
 * The processes on a host's GPUs, largest first: one entry per pid with all its GPUs and the sum of its memory on them.
 * `containerNames` maps full container ids to names. What the host would not tell is null.
 */
export function joinProcesses(
  apps: readonly GpuApp[],
  processes: ReadonlyMap<number, HostProcess>,
  owners: ReadonlyMap<number, CgroupOwner>,
  containerNames: ReadonlyMap<string, string>,
): readonly GpuProcess[] {
  const byPid = new Map<number, GpuApp[]>();
  for (const app of apps) {
    const known = byPid.get(app.pid);
    if (known) known.push(app);
    else byPid.set(app.pid, [app]);
  }
  return [...byPid]
    .map(([pid, ofProcess]): GpuProcess => {
      const process = processes.get(pid);
      const owner = owners.get(pid);
      return {
        gpuUuids: [...new Set(ofProcess.map((app) => app.gpuUuid))],
        pid,
        type: typeOf(ofProcess),
        name: ofProcess[0]?.name ?? "",
        command: process?.command ?? null,
        user: process?.user ?? null,
        container: ownerText(owner, containerNames),
        containerId: owner?.containerId ?? null,
        podUid: owner?.podUid ?? null,
        ageSeconds: process?.ageSeconds ?? null,
        memoryBytes: sumOf(ofProcess.map((app) => app.memoryBytes)),
      };
    })
    .sort((a, b) => memoryOf(b) - memoryOf(a) || a.pid - b.pid);
}

function memoryOf({ memoryBytes }: GpuProcess): number {
  return isMissing(memoryBytes) ? -1 : memoryBytes;
}

/** The CSV's rows with the types the XML last saw: the CSV has no column for them. */
export function withProcessTypes(apps: readonly GpuApp[], fromXml: readonly GpuApp[]): readonly GpuApp[] {
  const types = new Map(fromXml.map((app) => [`${app.gpuUuid} ${app.pid}`, app.type]));
  return apps.map((app) => ({ ...app, type: types.get(`${app.gpuUuid} ${app.pid}`) ?? app.type }));
}
