import { type HostSpec, replicas } from "./fleet.ts";
import { hash, swinging } from "./noise.ts";

/** Counters of a host: rates that swing, added up in closed form, so that they never go back. */
export interface HostModel {
  uptimeSeconds(t: number): number;
  /** `/proc` files with their names before each line, as `grep -H` prints them. */
  procFiles(t: number): string;
}

const jiffiesPerSecond = 100;

export function createHostModel(host: HostSpec): HostModel {
  const { seed, cpuCount, memoryKiB, uptimeAtStart, service, incident } = host;
  const busyShare = service.load === 0 ? 0.02 : 0.16 + 0.2 * service.load;
  const busy = swinging(busyShare, 0.5, hash(seed, "cpu"));
  const iowait = swinging(0.006, 0.9, hash(seed, "iowait"));
  const read = swinging(service.load === 0 ? 2e6 : 160e6, 0.7, hash(seed, "read"));
  const written = swinging(service.load === 0 ? 1e6 : 42e6, 0.7, hash(seed, "written"));
  const received = swinging(service.load === 0 ? 0.2e6 : 820e6 * service.load, 0.45, hash(seed, "received"));
  const sent = swinging(service.load === 0 ? 0.2e6 : 1900e6 * service.load, 0.45, hash(seed, "sent"));
  const memoryShare = service.load === 0 ? 0.04 : 0.22 + 0.12 * service.load;
  const processCount = 900 + replicas(host).length * 40;

  const stat = (t: number) => {
    const total = (uptimeAtStart + t) * cpuCount * jiffiesPerSecond;
    const scale = cpuCount * jiffiesPerSecond;
    const taken = (incident?.total("neighbour", t) ?? 0) * (0.95 - busyShare);
    const work = (uptimeAtStart * busyShare + busy.total(t) + taken) * scale;
    const wait = (uptimeAtStart * 0.006 + iowait.total(t) + 0.09 * taken) * scale;
    const idle = total - work - wait;
    const cells = [work * 0.82, 0, work * 0.16, idle, wait, 0, work * 0.02, 0, 0, 0].map(Math.floor);
    return [
      `/proc/stat:cpu  ${cells.join(" ")}`,
      `/proc/stat:ctxt ${Math.floor((uptimeAtStart + t) * 81_000)}`,
      `/proc/stat:processes ${Math.floor((uptimeAtStart + t) * 3) + 4000}`,
      `/proc/stat:procs_running ${Math.max(1, Math.round(busy.rate(t) * cpuCount))}`,
      "/proc/stat:procs_blocked 0",
      `/proc/stat:cpus ${cpuCount}`,
    ];
  };

  const memory = (t: number) => {
    const grown = 0.09 * (incident?.figure("cacheFill", t) ?? 0);
    const used = memoryKiB * (memoryShare + grown + 0.02 * Math.sin(t / 300 + (seed % 7)));
    const cached = memoryKiB * 0.31;
    const values: readonly (readonly [string, number])[] = [
      ["MemTotal", memoryKiB],
      ["MemFree", memoryKiB - used - cached],
      ["MemAvailable", memoryKiB - used],
      ["Buffers", 812_344],
      ["Cached", cached],
      ["SwapTotal", 0],
      ["SwapFree", 0],
      ["Shmem", 1_204_220],
      ["SReclaimable", 6_420_112],
    ];
    return values.map(
      ([name, kib]) => `/proc/meminfo:${`${name}:`.padEnd(16)}${String(Math.floor(kib)).padStart(12)} kB`,
    );
  };

  const network = (t: number) => {
    const line = (name: string, rx: number, tx: number) =>
      `/proc/net/dev:${name.padStart(6)}: ${Math.floor(rx)} ${Math.floor(rx / 1400)} 0 0 0 0 0 0 ${Math.floor(tx)} ${Math.floor(tx / 1400)} 0 0 0 0 0 0`;
    return [
      "/proc/net/dev:Inter-|   Receive                                                |  Transmit",
      "/proc/net/dev: face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed",
      line("lo", (uptimeAtStart + t) * 90_000, (uptimeAtStart + t) * 90_000),
      line("eth0", uptimeAtStart * 500_000 + received.total(t), uptimeAtStart * 900_000 + sent.total(t)),
    ];
  };

  const disks = (t: number) => {
    const readSectors = Math.floor((uptimeAtStart * 1e6 + read.total(t)) / 512);
    const writtenSectors = Math.floor((uptimeAtStart * 4e5 + written.total(t)) / 512);
    const busyMs = Math.floor((uptimeAtStart + t) * 140);
    const cells = [
      Math.floor(readSectors / 250),
      0,
      readSectors,
      busyMs,
      Math.floor(writtenSectors / 250),
      0,
      writtenSectors,
      busyMs,
      0,
      busyMs,
      busyMs,
    ];
    return [
      `/proc/diskstats: 259       0 nvme0n1 ${cells.join(" ")} 0 0 0 0 0 0`,
      `/proc/diskstats: 259       1 nvme0n1p1 ${cells.join(" ")} 0 0 0 0 0 0`,
    ];
  };

  return {
    uptimeSeconds: (t) => uptimeAtStart + t,
    procFiles(t) {
      const load = (busy.rate(t) + (incident?.figure("neighbour", t) ?? 0) * (1.2 - busyShare)) * cpuCount;
      const uptime = uptimeAtStart + t;
      return [
        ...stat(t),
        ...memory(t),
        `/proc/loadavg:${load.toFixed(2)} ${(load * 0.97).toFixed(2)} ${(load * 0.95).toFixed(2)} ${Math.ceil(load)}/${processCount} ${Math.floor(uptime * 3) % 4_000_000}`,
        `/proc/uptime:${uptime.toFixed(2)} ${(uptime * cpuCount * (1 - busyShare)).toFixed(2)}`,
        ...network(t),
        ...disks(t),
        "",
      ].join("\n");
    },
  };
}
