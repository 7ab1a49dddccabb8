import type { Labels } from "../metrics/model.ts";
import type { SampleRow } from "../metrics/sampleRow.ts";
import type { CpuSeconds, HostCounters } from "./counters.ts";
import type { Filesystem, HostFacts, HostVitals } from "./model.ts";

/** Adds the samples of one host to a row, reusing label objects from row to row: they key the store's interning. */
export interface NodeSampler {
  /**
   * node_exporter's series under its own names, and Midwatch's derived gauges.
   *
   * node_exporter counts CPU time per core. Those lines are not read (kilobytes a second on large hosts), and a sum
   * under its name would turn `avg(rate(node_cpu_seconds_total))` into nonsense; the totals are
   * `midwatch_host_cpu_seconds_total{mode}` instead.
   *
   * The gauges `midwatch_host_*` hold rates taken here, over the host's own clock: panels and rules can draw them with a
   * bare selector, without `rate()` and its window, and they know about counter resets.
   */
  counters(row: SampleRow, counters: HostCounters, vitals: HostVitals | null): void;
  /** `node_uname_info`, which dashboards look hosts up by; nothing before the host told its name. */
  uname(row: SampleRow, facts: Pick<HostFacts, "hostname" | "kernel">): void;
  /** `node_filesystem_*`. df does not tell the type, so there is no `fstype` label. */
  filesystems(row: SampleRow, filesystems: readonly Filesystem[]): void;
}

/** A value that could not be read gives no sample. */
function add(row: SampleRow, name: string, value: number | null, labels?: Labels): void {
  if (value !== null) row.add(name, value, labels);
}

const cpuModes: readonly (readonly [keyof CpuSeconds, Labels])[] = (
  ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"] as const
).map((mode) => [mode, { mode }] as const);

function addMachine(row: SampleRow, now: HostCounters): void {
  add(row, "node_boot_time_seconds", now.bootTimeSeconds);
  add(row, "node_procs_running", now.processesRunning);
  add(row, "node_procs_blocked", now.processesBlocked);
  if (now.load) {
    add(row, "node_load1", now.load[0]);
    add(row, "node_load5", now.load[1]);
    add(row, "node_load15", now.load[2]);
  }
  if (now.cpu) {
    for (const [mode, labels] of cpuModes) add(row, "midwatch_host_cpu_seconds_total", now.cpu[mode], labels);
    add(row, "midwatch_host_cpus", now.cpuCount);
  }
}

function addMemory(row: SampleRow, { memory }: HostCounters): void {
  add(row, "node_memory_MemTotal_bytes", memory.total);
  add(row, "node_memory_MemFree_bytes", memory.free);
  add(row, "node_memory_MemAvailable_bytes", memory.available);
  add(row, "node_memory_Buffers_bytes", memory.buffers);
  add(row, "node_memory_Cached_bytes", memory.cached);
  add(row, "node_memory_SwapTotal_bytes", memory.swapTotal);
  add(row, "node_memory_SwapFree_bytes", memory.swapFree);
  if (memory.total !== null && memory.available !== null) {
    add(row, "midwatch_host_memory_used_bytes", memory.total - memory.available);
  }
}

function addPressure(row: SampleRow, { pressure }: HostCounters): void {
  add(row, "node_pressure_cpu_waiting_seconds_total", pressure.get("cpu")?.some ?? null);
  add(row, "node_pressure_memory_waiting_seconds_total", pressure.get("memory")?.some ?? null);
  add(row, "node_pressure_memory_stalled_seconds_total", pressure.get("memory")?.full ?? null);
  add(row, "node_pressure_io_waiting_seconds_total", pressure.get("io")?.some ?? null);
  add(row, "node_pressure_io_stalled_seconds_total", pressure.get("io")?.full ?? null);
}

function addRates(row: SampleRow, vitals: HostVitals): void {
  add(row, "midwatch_host_cpu_ratio", vitals.cpuRatio);
  add(row, "midwatch_host_iowait_ratio", vitals.iowaitRatio);
  add(row, "midwatch_host_disk_read_bytes_per_second", vitals.diskReadBytesPerSecond);
  add(row, "midwatch_host_disk_written_bytes_per_second", vitals.diskWriteBytesPerSecond);
  add(row, "midwatch_host_network_receive_bytes_per_second", vitals.networkReceiveBytesPerSecond);
  add(row, "midwatch_host_network_transmit_bytes_per_second", vitals.networkTransmitBytesPerSecond);
}

/** Labels made once per key for as long as the sampler lives; a host has tens of devices, not thousands. */
function labelCache(make: (key: string) => Labels): (key: string) => Labels {
  const known = new Map<string, Labels>();
  return (key) => {
    const labels = known.get(key);
    if (labels) return labels;
    const made = make(key);
    known.set(key, made);
    return made;
  };
}

export function createNodeSampler(): NodeSampler {
  const deviceLabels = labelCache((device) => ({ device }));
  const mountLabels = labelCache((key) => {
    const [device = "", mountpoint = ""] = key.split("\n");
    return { device, mountpoint };
  });
  const unameLabels = labelCache((key) => {
    const [nodename = "", release = ""] = key.split("\n");
    return { sysname: "Linux", nodename, ...(release === "" ? {} : { release }) };
  });

  function addNetworks(row: SampleRow, now: HostCounters): void {
    for (const [device, network] of now.networks) {
      const labels = deviceLabels(device);
      add(row, "node_network_receive_bytes_total", network.receiveBytes, labels);
      add(row, "node_network_transmit_bytes_total", network.transmitBytes, labels);
      add(row, "node_network_receive_errs_total", network.receiveErrors, labels);
      add(row, "node_network_transmit_errs_total", network.transmitErrors, labels);
      add(row, "node_network_receive_drop_total", network.receiveDropped, labels);
      add(row, "node_network_transmit_drop_total", network.transmitDropped, labels);
    }
  }

  function addDisks(row: SampleRow, now: HostCounters): void {
    for (const [device, disk] of now.disks) {
      const labels = deviceLabels(device);
      add(row, "node_disk_read_bytes_total", disk.readBytes, labels);
      add(row, "node_disk_written_bytes_total", disk.writtenBytes, labels);
      add(row, "node_disk_io_time_seconds_total", disk.ioSeconds, labels);
    }
  }

  return {
    counters(row, counters, vitals) {
      addMachine(row, counters);
      addMemory(row, counters);
      addPressure(row, counters);
      addNetworks(row, counters);
      addDisks(row, counters);
      if (vitals) addRates(row, vitals);
    },
    uname(row, { hostname, kernel }) {
      if (hostname !== null) row.add("node_uname_info", 1, unameLabels(`${hostname}\n${kernel ?? ""}`));
    },
    filesystems(row, filesystems) {
      for (const filesystem of filesystems) {
        const labels = mountLabels(`${filesystem.device}\n${filesystem.mount}`);
        add(row, "node_filesystem_size_bytes", filesystem.sizeBytes, labels);
        add(row, "node_filesystem_free_bytes", filesystem.sizeBytes - filesystem.usedBytes, labels);
        add(row, "node_filesystem_avail_bytes", filesystem.availableBytes, labels);
      }
    },
  };
}
