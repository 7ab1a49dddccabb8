import type {
  CpuSeconds,
  DiskCounters,
  HostCounters,
  MemoryBytes,
  NetworkCounters,
  PressureSeconds,
} from "./counters.ts";
import { isPhysicalInterface, isWholeDisk } from "./devices.ts";
import { LineScanner } from "./lineScanner.ts";

export type { HostCounters } from "./counters.ts";
export { hostVitals } from "./vitals.ts";

/** The kernel's tick as user space sees it; 100 on every Linux platform that runs GPUs. */
const ticksPerSecond = 100;
/** `/proc/diskstats` counts sectors of 512 bytes whatever the disk's own size is. */
const sectorBytes = 512;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Draft extends Mutable<HostCounters> {
  memory: Mutable<MemoryBytes>;
  networks: Map<string, NetworkCounters>;
  disks: Map<string, DiskCounters>;
  pressure: Map<"cpu" | "memory" | "io", PressureSeconds>;
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** Eight modes since kernel 2.6.11; a line that is cut off is no reading. */
function readCpuTotal(line: LineScanner): CpuSeconds | null {
  const seconds = () => line.number() / ticksPerSecond;
  const cpu = {
    user: seconds(),
    nice: seconds(),
    system: seconds(),
    idle: seconds(),
    iowait: seconds(),
    irq: seconds(),
    softirq: seconds(),
    steal: seconds(),
  };
  return Number.isNaN(cpu.steal) ? null : cpu;
}

function readStat(line: LineScanner, draft: Draft): void {
  if (line.skip("cpu ")) draft.cpu = readCpuTotal(line);
  else if (line.skip("cpus ")) draft.cpuCount = numberOrNull(line.number()) ?? 0;
  else if (line.skip("btime ")) draft.bootTimeSeconds = numberOrNull(line.number());
  else if (line.skip("procs_running ")) draft.processesRunning = numberOrNull(line.number());
  else if (line.skip("procs_blocked ")) draft.processesBlocked = numberOrNull(line.number());
}

const memoryKeys: ReadonlyMap<string, keyof MemoryBytes> = new Map([
  ["MemTotal", "total"],
  ["MemFree", "free"],
  ["MemAvailable", "available"],
  ["Buffers", "buffers"],
  ["Cached", "cached"],
  ["SwapTotal", "swapTotal"],
  ["SwapFree", "swapFree"],
]);

function readMeminfo(line: LineScanner, draft: Draft): void {
  const name = line.upTo(":");
  const key = name === null ? undefined : memoryKeys.get(name);
  if (key === undefined) return;
  const kibibytes = line.number();
  draft.memory[key] = Number.isNaN(kibibytes) ? null : kibibytes * 1024;
}

function readLoadavg(line: LineScanner, draft: Draft): void {
  const load: [number, number, number] = [line.number(), line.number(), line.number()];
  draft.load = load.some(Number.isNaN) ? null : load;
}

/** `  eth0: 123 ...`, on some kernels without a blank after the colon. Headings have no colon. */
function readNetworkDevice(line: LineScanner, draft: Draft): void {
  const name = line.upTo(":");
  if (name === null || name === "" || !isPhysicalInterface(name)) return;
  const receiveBytes = line.number();
  line.skipWords(1);
  const receiveErrors = line.number();
  const receiveDropped = line.number();
  line.skipWords(4);
  const transmitBytes = line.number();
  line.skipWords(1);
  const transmitErrors = line.number();
  const transmitDropped = line.number();
  const all = receiveBytes + receiveErrors + receiveDropped + transmitBytes + transmitErrors + transmitDropped;
  if (Number.isNaN(all)) return;
  draft.networks.set(name, {
    receiveBytes,
    receiveErrors,
    receiveDropped,
    transmitBytes,
    transmitErrors,
    transmitDropped,
  });
}

/** 14, 18 or 20 columns by kernel; the ones read here are in all of them. */
function readDisk(line: LineScanner, draft: Draft): void {
  line.skipWords(2);
  const name = line.word();
  if (name === "" || !isWholeDisk(name, (disk) => draft.disks.has(disk))) return;
  line.skipWords(2);
  const sectorsRead = line.number();
  line.skipWords(3);
  const sectorsWritten = line.number();
  line.skipWords(2);
  const ioMilliseconds = line.number();
  if (Number.isNaN(sectorsRead + sectorsWritten + ioMilliseconds)) return;
  draft.disks.set(name, {
    readBytes: sectorsRead * sectorBytes,
    writtenBytes: sectorsWritten * sectorBytes,
    ioSeconds: ioMilliseconds / 1000,
  });
}

function readPressure(line: LineScanner, draft: Draft): void {
  const resource = line.upTo(":");
  if (resource !== "cpu" && resource !== "memory" && resource !== "io") return;
  const kind = line.word();
  if (line.upTo("total=") === null) return;
  const seconds = line.number() / 1e6;
  if (Number.isNaN(seconds)) return;
  if (kind === "some") draft.pressure.set(resource, { some: seconds, full: null });
  else if (kind === "full") {
    const some = draft.pressure.get(resource);
    if (some) draft.pressure.set(resource, { ...some, full: seconds });
  }
}

function readLine(line: LineScanner, draft: Draft): void {
  if (!line.skip("/proc/")) return;
  if (line.skip("stat:")) readStat(line, draft);
  else if (line.skip("meminfo:")) readMeminfo(line, draft);
  else if (line.skip("diskstats:")) readDisk(line, draft);
  else if (line.skip("net/dev:")) readNetworkDevice(line, draft);
  else if (line.skip("pressure/")) readPressure(line, draft);
  else if (line.skip("loadavg:")) readLoadavg(line, draft);
  else if (line.skip("uptime:")) draft.uptimeSeconds = numberOrNull(line.number());
}

/** One for all texts: when V8 collects while no object of a class lives, it throws away what it has compiled for it. */
const scanner = new LineScanner();

/**
 * Counters from `grep -H` over `/proc/{stat,meminfo,loadavg,net/dev,diskstats,uptime,pressure/*}`: each line begins with
 * its file's name. Files that could not be read, and anything that is no such line, leave their place empty. Never throws.
 *
 * `uptimeSeconds` is the host clock of the frame, for scripts that read `/proc/uptime` there and not among the files.
 */
export function parseProcFiles(text: string, uptimeSeconds: number | null = null): HostCounters {
  const draft: Draft = {
    cpu: null,
    cpuCount: 0,
    bootTimeSeconds: null,
    processesRunning: null,
    processesBlocked: null,
    load: null,
    memory: {
      total: null,
      free: null,
      available: null,
      buffers: null,
      cached: null,
      swapTotal: null,
      swapFree: null,
    },
    uptimeSeconds,
    networks: new Map(),
    disks: new Map(),
    pressure: new Map(),
  };
  for (scanner.begin(text); !scanner.atEnd; scanner.nextLine()) readLine(scanner, draft);
  return draft;
}
