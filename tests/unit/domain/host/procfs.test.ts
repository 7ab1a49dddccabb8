import { describe, expect, test } from "vitest";
import { hostVitals, parseProcFiles } from "../../../../shared/domain/host/procfs.ts";
import { disk, memoryLines, network, type ProcOptions, procFiles } from "../../../fixtures/host/procFiles.ts";

const read = (options: ProcOptions = {}) => parseProcFiles(procFiles(options));
const kibibyte = 1024;

describe("the files", () => {
  test("everything that is read, in base units", () => {
    expect(read()).toEqual({
      cpu: { user: 10, nice: 0.1, system: 3, idle: 80, iowait: 0.5, irq: 0, softirq: 0.2, steal: 0 },
      cpuCount: 4,
      bootTimeSeconds: 1795200336,
      processesRunning: 7,
      processesBlocked: 1,
      load: [12.5, 10.25, 8.75],
      memory: {
        total: 2113538392 * kibibyte,
        free: 1480123456 * kibibyte,
        available: 1890123456 * kibibyte,
        buffers: 1234567 * kibibyte,
        cached: 398765432 * kibibyte,
        swapTotal: 8388604 * kibibyte,
        swapFree: 8388604 * kibibyte,
      },
      uptimeSeconds: 86400.25,
      networks: new Map([
        [
          "eth0",
          {
            receiveBytes: 1_000_000,
            receiveErrors: 3,
            receiveDropped: 4,
            transmitBytes: 500_000,
            transmitErrors: 6,
            transmitDropped: 7,
          },
        ],
      ]),
      disks: new Map([["nvme0n1", { readBytes: 2048 * 512, writtenBytes: 4096 * 512, ioSeconds: 0.5 }]]),
      pressure: new Map([
        ["cpu", { some: 1.5, full: 0 }],
        ["memory", { some: 0.25, full: 0.125 }],
        ["io", { some: 2, full: 1 }],
      ]),
    });
  });

  test("nothing readable: nothing there, and no zeros", () => {
    const text = "grep: /proc/stat: Permission denied\nkernel.hidepid\n";
    expect(parseProcFiles(text)).toEqual({
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
      uptimeSeconds: null,
      networks: new Map(),
      disks: new Map(),
      pressure: new Map(),
    });
  });

  test("the frame's clock stands in for /proc/uptime, which wins where it is read", () => {
    expect(parseProcFiles(procFiles({ uptime: "" }), 77.5).uptimeSeconds).toBe(77.5);
    expect(parseProcFiles(procFiles(), 77.5).uptimeSeconds).toBe(86400.25);
  });

  test("before kernel 3.14 there is no MemAvailable: missing, not zero", () => {
    const { memory } = read({ memory: memoryLines.filter((line) => !line.startsWith("MemAvailable")) });
    expect(memory.available).toBeNull();
    expect(memory.total).toBe(2113538392 * kibibyte);
  });

  test("no blank after the colon of an interface", () => {
    expect(read({ networks: ["eth0:1234567 8 0 0 0 0 0 0 7654321 9 0 0 0 0 0 0"] }).networks.get("eth0")).toMatchObject(
      {
        receiveBytes: 1234567,
        transmitBytes: 7654321,
      },
    );
  });

  test("counters of 64 bits keep their size", () => {
    const received = 9_007_199_254_740_991;
    expect(read({ networks: [network("eth0", received, 1)] }).networks.get("eth0")?.receiveBytes).toBe(received);
  });

  test.each([
    ["14 columns", " 8 0 sda 1000 0 2048 300 2000 0 4096 400 0 500 700"],
    ["18 columns", " 8 0 sda 1000 0 2048 300 2000 0 4096 400 0 500 700 0 0 0 0"],
    ["20 columns", " 8 0 sda 1000 0 2048 300 2000 0 4096 400 0 500 700 0 0 0 0 12 34"],
  ])("disks with %s", (_, line) => {
    expect(read({ disks: [line] }).disks.get("sda")).toEqual({
      readBytes: 2048 * 512,
      writtenBytes: 4096 * 512,
      ioSeconds: 0.5,
    });
  });

  test("whole disks only", () => {
    const names = [
      "loop0",
      "ram0",
      "zram0",
      "sda",
      "sda1",
      "sda15",
      "nvme0n1",
      "nvme0n1p1",
      "nvme0n1p12",
      "nvme1c0n1",
      "nvme1n1",
      "mmcblk0",
      "mmcblk0p1",
      "xvda1",
      "vdb",
      "vdb2",
      "dm-0",
      "dm-12",
      "md127",
      "sr0",
      "nbd3",
    ];
    expect([...read({ disks: names.map((name) => disk(name, 1, 1)) }).disks.keys()]).toEqual([
      "sda",
      "nvme0n1",
      "nvme1n1",
      "mmcblk0",
      "xvda1",
      "vdb",
    ]);
  });

  test("physical interfaces only", () => {
    const names = [
      "lo",
      "eth0",
      "enp5s0f0np0",
      "ens3",
      "eno1",
      "ib0",
      "ibp24s0",
      "bond0",
      "bond0.100",
      "eth0.200",
      "docker0",
      "br-1a2b3c",
      "br0",
      "veth1234",
      "virbr0",
      "cali123",
      "flannel.1",
      "cni0",
      "tailscale0",
      "wg0",
      "tun0",
      "lxcabc",
      "cilium_host",
      "wlan0",
    ];
    expect([...read({ networks: names.map((name) => network(name, 1, 1)) }).networks.keys()]).toEqual([
      "eth0",
      "enp5s0f0np0",
      "ens3",
      "eno1",
      "ib0",
      "ibp24s0",
      "wlan0",
    ]);
  });

  test("a line that is cut off in the middle is no device", () => {
    expect(read({ networks: ["  eth0: 123 45"] }).networks.size).toBe(0);
    expect(read({ disks: [" 8 0 sda 1000 0 2048"] }).disks.size).toBe(0);
  });

  test.each(["cpu  100 0 50 800", "cpu  100 0 50 800 x 0 0 0", "cpu "])("%j is no reading of the CPU", (line) => {
    expect(parseProcFiles(`/proc/stat:${line}\n`).cpu).toBeNull();
  });
});

describe("vitals between two readings", () => {
  const before = [1000, 10, 300, 8000, 50, 0, 20, 0, 900, 0] as const;
  const later = (changes: Readonly<Record<number, number>>) => before.map((value, i) => value + (changes[i] ?? 0));
  const cpuOf = (cpu: readonly number[]) => hostVitals(read({ cpu: before }), read({ cpu }), 2);

  test("the first reading has levels and no rates", () => {
    expect(hostVitals(null, read(), 0)).toEqual({
      cpuRatio: null,
      cpuCount: 4,
      iowaitRatio: null,
      load1: 12.5,
      load5: 10.25,
      load15: 8.75,
      memoryTotalBytes: 2113538392 * kibibyte,
      memoryAvailableBytes: 1890123456 * kibibyte,
      swapTotalBytes: 8388604 * kibibyte,
      swapFreeBytes: 8388604 * kibibyte,
      diskReadBytesPerSecond: null,
      diskWriteBytesPerSecond: null,
      networkReceiveBytesPerSecond: null,
      networkTransmitBytesPerSecond: null,
      uptimeSeconds: 86400.25,
    });
  });

  test.each([
    ["user 300 of 400", { 0: 300, 3: 100 }, 0.75, 0],
    ["guest time is inside user and not counted twice", { 0: 300, 3: 100, 8: 300 }, 0.75, 0],
    ["waiting for disks is not being busy", { 0: 100, 3: 200, 4: 100 }, 0.25, 0.25],
    ["steal is not idle", { 7: 100, 3: 300 }, 0.25, 0],
    ["iowait goes back by a few ticks", { 0: 100, 3: 100, 4: -5 }, 0.5, 0],
    ["idle goes back when a CPU goes offline", { 0: 100, 3: -2000 }, 1, 0],
  ])("%s", (_, changes, cpuRatio, iowaitRatio) => {
    expect(cpuOf(later(changes))).toMatchObject({ cpuRatio, iowaitRatio });
  });

  test.each([
    ["no tick passed", later({})],
    ["the host was restarted", [1, 0, 1, 5, 0, 0, 0, 0, 0, 0]],
  ])("%s: no share at all", (_, cpu) => {
    expect(cpuOf(cpu)).toMatchObject({ cpuRatio: null, iowaitRatio: null });
  });

  test("rates are sums over devices per second", () => {
    const earlier = read({
      networks: [network("eth0", 1000, 100), network("eth1", 5000, 50), network("lo", 0, 0)],
      disks: [disk("sda", 100, 10), disk("sdb", 200, 20)],
    });
    const now = read({
      networks: [network("eth0", 3000, 200), network("eth1", 9000, 50), network("lo", 99999, 99999)],
      disks: [disk("sda", 104, 10), disk("sdb", 200, 24)],
    });
    expect(hostVitals(earlier, now, 2)).toMatchObject({
      networkReceiveBytesPerSecond: 3000,
      networkTransmitBytesPerSecond: 50,
      diskReadBytesPerSecond: 4 * 256,
      diskWriteBytesPerSecond: 4 * 256,
    });
  });

  test("a counter that went back is a gap, neither a spike nor a zero", () => {
    const earlier = read({ networks: [network("eth0", 4_294_967_000, 100), network("eth1", 10, 10)] });
    const now = read({ networks: [network("eth0", 704, 300), network("eth1", 20, 20)] });
    expect(hostVitals(earlier, now, 2)).toMatchObject({
      networkReceiveBytesPerSecond: null,
      networkTransmitBytesPerSecond: 105,
    });
  });

  test("a device that appears or leaves takes no part", () => {
    const earlier = read({ disks: [disk("sda", 100, 0), disk("sdb", 900, 0)] });
    const now = read({ disks: [disk("sda", 102, 0), disk("sdc", 1_000_000, 0)] });
    expect(hostVitals(earlier, now, 1)?.diskReadBytesPerSecond).toBe(1024);
  });

  test("no device at all is no rate", () => {
    const bare = read({ networks: [network("lo", 1, 1)], disks: [] });
    expect(hostVitals(bare, bare, 1)).toMatchObject({
      networkReceiveBytesPerSecond: null,
      diskReadBytesPerSecond: null,
    });
  });

  test.each([0, -3])("%d seconds between them: no rates", (elapsed) => {
    expect(hostVitals(read(), read({ cpu: later({ 0: 100 }) }), elapsed)).toMatchObject({
      cpuRatio: null,
      networkReceiveBytesPerSecond: null,
    });
  });

  test.each(["loadavg", "meminfo"])("without /proc/%s there is nothing to show", (file) => {
    const text = procFiles()
      .split("\n")
      .filter((line) => !line.startsWith(`/proc/${file}`))
      .join("\n");
    expect(hostVitals(null, parseProcFiles(text), 0)).toBeNull();
  });
});
