import { describe, expect, test } from "vitest";
import { createNodeSampler } from "../../../../shared/domain/host/nodeSamples.ts";
import { hostVitals, parseProcFiles } from "../../../../shared/domain/host/procfs.ts";
import type { Sample } from "../../../../shared/domain/metrics/model.ts";
import { rowOf } from "../../../builders/rowOf.ts";
import { memoryLines, network, procFiles } from "../../../fixtures/host/procFiles.ts";

const keyed = (samples: readonly Sample[]) =>
  Object.fromEntries(
    samples.map(({ name, labels, value }) => [
      `${name}${Object.keys(labels).length > 0 ? JSON.stringify(labels) : ""}`,
      value,
    ]),
  );

const before = parseProcFiles(procFiles());
const now = parseProcFiles(
  procFiles({ cpu: [1300, 10, 300, 8100, 50, 0, 20, 0], networks: [network("eth0", 1_002_000, 500_600)] }),
);

describe("host samples", () => {
  test("a host is looked up by its own name once it has told it", () => {
    const sampler = createNodeSampler();
    expect(rowOf((row) => sampler.uname(row, { hostname: null, kernel: "6.1.0" }))).toEqual([]);
    expect(keyed(rowOf((row) => sampler.uname(row, { hostname: "gpu-a01.eu", kernel: "6.1.0" })))).toEqual({
      'node_uname_info{"sysname":"Linux","nodename":"gpu-a01.eu","release":"6.1.0"}': 1,
    });
  });

  test("node_exporter's names, and the derived gauges under their own", () => {
    expect(keyed(rowOf((row) => createNodeSampler().counters(row, now, hostVitals(before, now, 2))))).toEqual({
      node_boot_time_seconds: 1795200336,
      node_procs_running: 7,
      node_procs_blocked: 1,
      node_load1: 12.5,
      node_load5: 10.25,
      node_load15: 8.75,
      'midwatch_host_cpu_seconds_total{"mode":"user"}': 13,
      'midwatch_host_cpu_seconds_total{"mode":"nice"}': 0.1,
      'midwatch_host_cpu_seconds_total{"mode":"system"}': 3,
      'midwatch_host_cpu_seconds_total{"mode":"idle"}': 81,
      'midwatch_host_cpu_seconds_total{"mode":"iowait"}': 0.5,
      'midwatch_host_cpu_seconds_total{"mode":"irq"}': 0,
      'midwatch_host_cpu_seconds_total{"mode":"softirq"}': 0.2,
      'midwatch_host_cpu_seconds_total{"mode":"steal"}': 0,
      midwatch_host_cpus: 4,
      node_memory_MemTotal_bytes: 2164263313408,
      node_memory_MemFree_bytes: 1515646418944,
      node_memory_MemAvailable_bytes: 1935486418944,
      node_memory_Buffers_bytes: 1264196608,
      node_memory_Cached_bytes: 408335802368,
      node_memory_SwapTotal_bytes: 8589930496,
      node_memory_SwapFree_bytes: 8589930496,
      midwatch_host_memory_used_bytes: 228776894464,
      node_pressure_cpu_waiting_seconds_total: 1.5,
      node_pressure_memory_waiting_seconds_total: 0.25,
      node_pressure_memory_stalled_seconds_total: 0.125,
      node_pressure_io_waiting_seconds_total: 2,
      node_pressure_io_stalled_seconds_total: 1,
      'node_network_receive_bytes_total{"device":"eth0"}': 1_002_000,
      'node_network_transmit_bytes_total{"device":"eth0"}': 500_600,
      'node_network_receive_errs_total{"device":"eth0"}': 3,
      'node_network_transmit_errs_total{"device":"eth0"}': 6,
      'node_network_receive_drop_total{"device":"eth0"}': 4,
      'node_network_transmit_drop_total{"device":"eth0"}': 7,
      'node_disk_read_bytes_total{"device":"nvme0n1"}': 1048576,
      'node_disk_written_bytes_total{"device":"nvme0n1"}': 2097152,
      'node_disk_io_time_seconds_total{"device":"nvme0n1"}': 0.5,
      midwatch_host_cpu_ratio: 0.75,
      midwatch_host_iowait_ratio: 0,
      midwatch_host_disk_read_bytes_per_second: 0,
      midwatch_host_disk_written_bytes_per_second: 0,
      midwatch_host_network_receive_bytes_per_second: 1000,
      midwatch_host_network_transmit_bytes_per_second: 300,
    });
  });

  test("what could not be read has no sample", () => {
    expect(rowOf((row) => createNodeSampler().counters(row, parseProcFiles(""), null))).toEqual([]);
    const old = parseProcFiles(procFiles({ memory: memoryLines.filter((line) => !line.startsWith("MemAvailable")) }));
    const samples = rowOf((row) => createNodeSampler().counters(row, old, hostVitals(null, old, 0)));
    const names = samples.map((sample) => sample.name);
    expect(names).not.toContain("node_memory_MemAvailable_bytes");
    expect(names).not.toContain("midwatch_host_memory_used_bytes");
    expect(names).not.toContain("midwatch_host_cpu_ratio");
  });

  test("labels are the same objects row after row", () => {
    const sampler = createNodeSampler();
    const first = rowOf((row) => sampler.counters(row, before, null));
    const second = rowOf((row) => sampler.counters(row, now, null));
    expect(second).toHaveLength(first.length);
    for (const [i, sample] of second.entries()) expect(sample.labels, sample.name).toBe(first[i]?.labels);
  });

  test("filesystems", () => {
    const sampler = createNodeSampler();
    const filesystem = { device: "/dev/sda1", mount: "/", sizeBytes: 1000, usedBytes: 600, availableBytes: 350 };
    const samples = rowOf((row) => sampler.filesystems(row, [filesystem]));
    expect(keyed(samples)).toEqual({
      'node_filesystem_size_bytes{"device":"/dev/sda1","mountpoint":"/"}': 1000,
      'node_filesystem_free_bytes{"device":"/dev/sda1","mountpoint":"/"}': 400,
      'node_filesystem_avail_bytes{"device":"/dev/sda1","mountpoint":"/"}': 350,
    });
    expect(rowOf((row) => sampler.filesystems(row, [{ ...filesystem }]))[0]?.labels).toBe(samples[0]?.labels);
  });
});
