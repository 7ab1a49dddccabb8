/** CPU time since boot in seconds, all CPUs together. Guest time is inside user and nice already. */
export interface CpuSeconds {
  readonly user: number;
  readonly nice: number;
  readonly system: number;
  readonly idle: number;
  readonly iowait: number;
  readonly irq: number;
  readonly softirq: number;
  readonly steal: number;
}

/** `/proc/meminfo` in bytes; null for a line the kernel does not have. */
export interface MemoryBytes {
  readonly total: number | null;
  readonly free: number | null;
  /** Since kernel 3.14. */
  readonly available: number | null;
  readonly buffers: number | null;
  readonly cached: number | null;
  readonly swapTotal: number | null;
  readonly swapFree: number | null;
}

export interface NetworkCounters {
  readonly receiveBytes: number;
  readonly receiveErrors: number;
  readonly receiveDropped: number;
  readonly transmitBytes: number;
  readonly transmitErrors: number;
  readonly transmitDropped: number;
}

export interface DiskCounters {
  readonly readBytes: number;
  readonly writtenBytes: number;
  readonly ioSeconds: number;
}

/** Time in which some (or, `full`, all) tasks waited for a resource, seconds since boot. */
export interface PressureSeconds {
  readonly some: number;
  /** Null for CPU on kernels before 5.13, which have no such line. */
  readonly full: number | null;
}

/** One reading of the host's counters. Null, or an entry that is not there: the file or line was not readable. */
export interface HostCounters {
  readonly cpu: CpuSeconds | null;
  /** CPUs online. */
  readonly cpuCount: number;
  readonly bootTimeSeconds: number | null;
  readonly processesRunning: number | null;
  readonly processesBlocked: number | null;
  readonly load: readonly [number, number, number] | null;
  readonly memory: MemoryBytes;
  readonly uptimeSeconds: number | null;
  /** Physical interfaces only: what loopback, bridges, bonds and containers move would be counted twice. */
  readonly networks: ReadonlyMap<string, NetworkCounters>;
  /** Whole disks only: partitions, device-mapper and RAID members repeat what the disks say. */
  readonly disks: ReadonlyMap<string, DiskCounters>;
  readonly pressure: ReadonlyMap<"cpu" | "memory" | "io", PressureSeconds>;
}
