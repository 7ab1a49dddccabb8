import { describe, expect, it } from "vitest";
import { fleetOf, gpus } from "./fleetOf.ts";

describe("a host that works", () => {
  it("is probed once, then read in one stream; the first tick gives rows of both jobs", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    expect(fleet.host().execs).toBe(1);
    expect(stream.plan).toMatchObject({
      intervalMs: 1000,
      nvidiaSmi: "/usr/bin/nvidia-smi",
      pace: { host: 1, gpu: 1, apps: 5, xml: 60, units: 10, filesystems: 30 },
    });
    stream.tick(gpus(stream));
    await fleet.clock.advance(50);

    expect(fleet.rowsOf("node")).toHaveLength(1);
    expect(fleet.rowsOf("node")[0]?.samples?.get("up")).toBe(1);
    expect(fleet.rowsOf("node")[0]?.samples?.get("node_load1")).toBe(0.5);
    const gpuRow = fleet.rowsOf("nvidia_smi")[0]?.samples;
    expect(gpuRow?.get("nvidia_smi_utilization_gpu_ratio{1}")).toBe(0.8);
    expect(gpuRow?.get("up")).toBe(1);
    expect(gpuRow?.get("scrape_duration_seconds")).toBe(0.02);

    const { summary, facts, costs, gpuMode } = fleet.detail();
    expect(summary).toMatchObject({ gpusReporting: 2, gpusExpected: 2, gpuPowerWatts: 801, stale: false, load1: 0.5 });
    expect(summary).toMatchObject({ group: "gpu-a", gpuModel: "H100", gpuUtilizationRatio: 0.8 });
    expect(facts).toMatchObject({ hostname: "gpu-a01", driverVersion: "590.48.01", cudaVersion: "13.1" });
    expect(costs).toContainEqual(expect.objectContaining({ section: "gpu", wallMs: 20, intervalMs: 1000, status: 0 }));
    expect(gpuMode).toEqual({ kind: "oneShot", why: "A single call takes 20 ms" });
  });

  it("tells of a tick's sections in one change", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    await fleet.clock.advance(100);
    const before = fleet.changes.length;
    stream.tick(gpus(stream));
    await fleet.clock.advance(100);
    expect(fleet.changes.slice(before)).toEqual([["gpu-a01"]]);
  });

  it("has rates from the second tick on, over the host's own clock", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick();
    await fleet.clock.advance(10);
    expect(fleet.detail().vitals?.cpuRatio).toBeNull();
    fleet.host().uptime += 2;
    stream.tick();
    await fleet.clock.advance(10);
    expect(fleet.detail().vitals?.cpuRatio).toBeCloseTo(0.25, 2);
  });

  it("keeps the last rates of a host that went away, until it has new ones", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick();
    fleet.host().uptime += 2;
    stream.tick();
    await fleet.clock.advance(10);
    const { vitals } = fleet.detail();
    expect(vitals?.cpuRatio).toBeGreaterThan(0);
    fleet.host().lose();
    await fleet.clock.advance(30_000);
    expect(fleet.detail().summary.stale).toBe(true);
    expect(fleet.detail().vitals).toEqual(vitals);
  });

  it("gives rows times that always grow, also when the wall clock is set back", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    for (const stepMs of [0, -60_000, 0, 90_000]) {
      fleet.clock.stepWall(stepMs);
      stream.tick(gpus(stream));
      await fleet.clock.advance(1000);
    }
    for (const job of ["node", "nvidia_smi"]) {
      const times = fleet.rowsOf(job).map((row) => row.timeMs);
      expect(times).toHaveLength(4);
      expect(times.every((time, at) => at === 0 || time > (times[at - 1] ?? 0))).toBe(true);
    }
  });

  it("gives rows the times at which the host took them, however late they are read", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    const lateMs = [0, 240, 120, 180];
    for (const [reading, late] of lateMs.entries()) {
      await fleet.clock.advance(1000 + late - (lateMs[reading - 1] ?? 0));
      fleet.host().uptime = 2000 + reading;
      stream.tick(gpus(stream));
      await fleet.clock.advance(0);
    }
    for (const job of ["node", "nvidia_smi"]) {
      // The first tells how far the clocks are apart.
      const [, ...times] = fleet.rowsOf(job).map((row) => row.timeMs);
      expect(times.map((time) => time - (times[0] ?? 0))).toEqual([0, 1000, 2000]);
    }
  });

  it("keeps the filesystems' series in every row between two readings of them", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick({
      filesystems: "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 1000 400 600 40% /\n",
    });
    stream.tick();
    stream.tick();
    await fleet.clock.advance(10);
    expect(fleet.rowsOf("node").map((row) => row.samples?.get("node_filesystem_avail_bytes"))).toEqual([
      undefined,
      614_400,
      614_400,
    ]);
    expect(fleet.detail().filesystems).toHaveLength(1);
  });

  it("joins processes with user and container", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick({
      ...gpus(stream),
      apps: "GPU-0000, 42, python, 2048\n",
      ps: "     42 serve      3600 python -m vllm\n",
      cgroup: `/proc/42/cgroup:0::/system.slice/docker-${"ab".repeat(32)}.scope\n`,
    });
    await fleet.clock.advance(10);
    const [process] = fleet.detail().processes;
    expect(process).toMatchObject({
      pid: 42,
      user: "serve",
      command: "python -m vllm",
      ageSeconds: 3600,
      memoryBytes: 2 ** 31,
    });
    expect(process?.container).toMatch(/^abab/);
  });

  it("does not call a failed process query nothing, and tells what the driver said beside rows that go on", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick({ ...gpus(stream), apps: "GPU-0000, 42, python, 2048\n" });
    await fleet.clock.advance(10);
    expect(fleet.detail().processesAtMs).not.toBeNull();

    stream.begin();
    stream.section("apps", "Failed to initialize NVML: Driver/library version mismatch\n", 18, 0.01);
    stream.finishTick();
    await fleet.clock.advance(10);
    expect(fleet.detail()).toMatchObject({ processes: [], processesAtMs: null });
    expect(fleet.detail().summary).toMatchObject({ gpusReporting: 2, gpuSubsystem: { kind: "driverMismatch" } });
    expect(fleet.detail().summary.findings).toContainEqual(expect.objectContaining({ kind: "gpuSubsystem" }));

    stream.tick({ ...gpus(stream), apps: "" });
    await fleet.clock.advance(10);
    expect(fleet.detail().summary.gpuSubsystem.kind).toBe("ok");
    expect(fleet.detail().processesAtMs).not.toBeNull();
  });

  it("sends a request for the slow sections down the stream's stdin", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    fleet.service.hosts.get("gpu-a01")?.refresh();
    await fleet.clock.advance(1);
    expect(stream.stdinText).toBe("refresh\n");
  });

  it("keeps Xids and OOM kills once, with the time of the kernel's clock", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    const kernel =
      "[  500.000000] NVRM: Xid (PCI:0000:01:00): 79, pid='<unknown>', name=<unknown>, GPU has fallen off the bus.\n" +
      "[  501.000000] Memory cgroup out of memory: Killed process 42 (python3) total-vm:8kB, anon-rss:4kB, file-rss:0kB\n";
    stream.tick({ kernel });
    stream.tick({ kernel });
    await fleet.clock.advance(10);
    expect(fleet.detail().xids).toEqual([
      expect.objectContaining({ code: 79, busId: "0000:01:00", atMs: 1_790_000_500_000 }),
    ]);
    expect(fleet.detail().oomKills).toEqual([
      { atMs: 1_790_000_501_000, pid: 42, processName: "python3", scope: "group", residentBytes: 4096 },
    ]);
  });
});
