import type { CpuSeconds, HostCounters } from "./counters.ts";
import type { HostVitals } from "./model.ts";

interface CpuShares {
  readonly busy: number;
  readonly iowait: number;
}

const modes = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"] as const;

/**
 * Shares of CPU time between two readings. A mode that went back counts as no time: iowait and idle do so by a few
 * ticks, and the total does when a CPU is taken offline. Null when no time passed in any mode.
 */
function cpuShares(before: CpuSeconds | null, now: CpuSeconds | null): CpuShares | null {
  if (!before || !now) return null;
  let total = 0;
  for (const mode of modes) total += Math.max(0, now[mode] - before[mode]);
  if (total <= 0) return null;
  const idle = Math.max(0, now.idle - before.idle);
  const iowait = Math.max(0, now.iowait - before.iowait);
  return { busy: (total - idle - iowait) / total, iowait: iowait / total };
}

/**
 * The rate of a counter over all devices that are in both readings. Null when one of them went back (wrap, reset,
 * reboot) or there is none: a gap, never a spike and never a zero that was not measured.
 */
function deviceRate<T>(
  before: ReadonlyMap<string, T>,
  now: ReadonlyMap<string, T>,
  counter: (device: T) => number,
  elapsedSeconds: number,
): number | null {
  let sum = 0;
  let devices = 0;
  for (const [name, device] of now) {
    const earlier = before.get(name);
    if (earlier === undefined) continue;
    const delta = counter(device) - counter(earlier);
    if (delta < 0) return null;
    sum += delta;
    devices += 1;
  }
  return devices > 0 ? sum / elapsedSeconds : null;
}

const noRates = {
  diskReadBytesPerSecond: null,
  diskWriteBytesPerSecond: null,
  networkReceiveBytesPerSecond: null,
  networkTransmitBytesPerSecond: null,
};

function rates(before: HostCounters, now: HostCounters, elapsedSeconds: number) {
  return {
    diskReadBytesPerSecond: deviceRate(before.disks, now.disks, (disk) => disk.readBytes, elapsedSeconds),
    diskWriteBytesPerSecond: deviceRate(before.disks, now.disks, (disk) => disk.writtenBytes, elapsedSeconds),
    networkReceiveBytesPerSecond: deviceRate(
      before.networks,
      now.networks,
      (network) => network.receiveBytes,
      elapsedSeconds,
    ),
    networkTransmitBytesPerSecond: deviceRate(
      before.networks,
      now.networks,
      (network) => network.transmitBytes,
      elapsedSeconds,
    ),
  };
}

/**
 * What the Host panel shows of the host itself. Rates need `previous` and are null after a reset. `elapsedSeconds` is
 * taken on the host's own clock (`uptimeSeconds` of the two readings). Null when the load or the memory could not be
 * read: there is nothing to show then, and zeros would lie.
 */
export function hostVitals(
  previous: HostCounters | null,
  now: HostCounters,
  elapsedSeconds: number,
): HostVitals | null {
  const { load, memory, uptimeSeconds } = now;
  if (!load || memory.total === null) return null;
  const isContinuous = previous !== null && elapsedSeconds > 0;
  const cpu = isContinuous ? cpuShares(previous.cpu, now.cpu) : null;
  return {
    cpuRatio: cpu?.busy ?? null,
    cpuCount: now.cpuCount,
    iowaitRatio: cpu?.iowait ?? null,
    load1: load[0],
    load5: load[1],
    load15: load[2],
    memoryTotalBytes: memory.total,
    memoryAvailableBytes: memory.available,
    swapTotalBytes: memory.swapTotal ?? 0,
    swapFreeBytes: memory.swapFree ?? 0,
    ...(isContinuous ? rates(previous, now, elapsedSeconds) : noRates),
    uptimeSeconds,
  };
}
