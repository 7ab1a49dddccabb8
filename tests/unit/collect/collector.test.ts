import { afterEach, describe, expect, it } from "vitest";
import { stuckStatus } from "../../../shared/domain/collect/protocol.ts";
import { createFakeFleet, type FakeStream, gpuText } from "./fakeFleet.ts";

const fleets: ReturnType<typeof createFakeFleet>[] = [];
afterEach(() => {
  for (const fleet of fleets.splice(0)) {
    fleet.service.dispose();
    expect(fleet.clock.pendingTimers, "timers left behind").toBe(0);
  }
});

function fleetOf(...args: Parameters<typeof createFakeFleet>) {
  const fleet = createFakeFleet(...args);
  fleets.push(fleet);
  return fleet;
}

/** A new plan waits until what runs beside the old stream has ended. */
const graceMs = 1000;

const gpus = (stream: FakeStream, changes = {}) => ({ gpu: gpuText(stream.plan, 2, changes) });

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

describe("how nvidia-smi is called", () => {
  async function looping() {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick(gpus(stream, { persistence_mode: "Disabled" }));
    await fleet.clock.advance(graceMs + 10);
    return { fleet, host: fleet.host(), loop: fleet.host().running("gpu-loop") };
  }

  it("drops an unknown field and asks again", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick({ gpu: 'Field "fan.speed" is not a valid field to query.\n\n' }, 0.02, 2);
    await fleet.clock.advance(graceMs - 10);
    expect(fleet.host().open("collect"), "no second nvidia-smi while the first may run").toEqual([]);
    await fleet.clock.advance(20);
    const next = fleet.host().running("collect");
    expect(next).not.toBe(stream);
    expect(stream.closed).toBe(true);
    expect(next.plan.gpuFields).toEqual(stream.plan.gpuFields.filter((field) => field !== "fan.speed"));
    next.tick(gpus(next));
    await fleet.clock.advance(50);
    expect(fleet.detail().summary).toMatchObject({ gpusReporting: 2, gpuSubsystem: { kind: "ok" } });
    expect(fleet.host().execs).toBe(1);
  });

  it("does not restart for ever over a field it never asked for", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick({ gpu: 'Field "other" is not a valid field to query.\n\n' }, 0.02, 2);
    await fleet.clock.advance(10);
    expect(fleet.host().running("collect")).toBe(stream);
  });

  it("uses the loop in a channel of its own when persistence mode is off, and no single calls beside it", async () => {
    const { fleet, host, loop } = await looping();
    expect(host.running("collect").plan.pace.gpu).toBeUndefined();
    expect(host.open("collect")).toHaveLength(1);
    loop.begin();
    loop.write(gpuText(loop.plan, 2));
    await fleet.clock.advance(500);
    expect(fleet.rowsOf("nvidia_smi")).toHaveLength(2);
    expect(fleet.detail().gpuMode).toMatchObject({ kind: "loop", why: expect.stringContaining("Persistence") });
    expect(fleet.detail().costs, "a loop's cost is not known, which is not zero").toContainEqual(
      expect.objectContaining({ section: "gpu", wallMs: null, intervalMs: 1000 }),
    );
    const row = fleet.rowsOf("nvidia_smi").at(-1)?.samples;
    expect(row?.has("nvidia_smi_last_collect_duration_seconds")).toBe(false);
    expect(row?.has("scrape_duration_seconds")).toBe(false);
    expect(row?.get("up")).toBe(1);
  });

  it("takes a loop's tick that comes in two pieces for one", async () => {
    const { fleet, loop } = await looping();
    loop.begin();
    const text = gpuText(loop.plan, 2);
    loop.write(text.slice(0, text.length - 20));
    // As far apart as two turns of reading.
    await fleet.clock.advance(260);
    loop.write(text.slice(text.length - 20));
    await fleet.clock.advance(500);
    expect(fleet.rowsOf("nvidia_smi")).toHaveLength(2);
    expect(fleet.detail().summary.gpusReporting).toBe(2);
  });

  it("goes from a stuck loop back to single calls at a longer interval, after the loop was ended", async () => {
    const { fleet, host, loop } = await looping();
    loop.begin();
    const unknown = gpuText(loop.plan, 2).replace(/[^,\n]+/g, "[Unknown Error]");
    for (let tick = 0; tick < 2; tick++) {
      loop.write(unknown);
      await fleet.clock.advance(1000);
    }
    expect(loop.closed).toBe(true);
    await fleet.clock.advance(1000);
    expect(host.open("gpu-loop")).toEqual([]);
    expect(host.running("collect").plan.pace.gpu).toBe(2);
    expect(fleet.detail().gpuMode.why).toContain("[Unknown Error]");
  });

  it("leaves a loop that prints nothing", async () => {
    const { fleet, host } = await looping();
    for (let second = 0; second < 25; second++) {
      host.open("collect").at(-1)?.tick();
      await fleet.clock.advance(1000);
    }
    expect(host.open("gpu-loop")).toEqual([]);
    expect(fleet.detail().history.some(({ text }) => text.includes("went silent"))).toBe(true);
  });

  it("reads the XML half as often when it costs over a quarter of its interval", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    for (let tick = 0; tick < 2; tick++) {
      stream.begin();
      stream.section("host", "");
      stream.section("apps", "", 0, 2);
      stream.finishTick();
      await fleet.clock.advance(100);
    }
    await fleet.clock.advance(graceMs);
    expect(fleet.host().running("collect").plan.pace.apps).toBe(10);
    expect(fleet.detail().history[0]?.text).toContain("Reading anew");
  });
});

describe("GPUs in trouble", () => {
  it("driver mismatch: a named state, the host's own readings go on", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick(gpus(stream));
    await fleet.clock.advance(1000);
    const text = "Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 535.161\n";
    stream.tick({ gpu: text }, 0.02, 18);
    await fleet.clock.advance(50);
    const { summary, gpus: list } = fleet.detail();
    expect(summary.gpuSubsystem).toEqual({ kind: "driverMismatch", text: expect.stringContaining("535.161") });
    expect(summary).toMatchObject({ gpusReporting: 0, gpusExpected: 2, gpuUtilizationRatio: null, stale: false });
    expect(list.map((gpu) => gpu.state)).toEqual(["unreadable", "unreadable"]);
    expect(summary.findings).toContainEqual(expect.objectContaining({ kind: "gpuSubsystem" }));
    const last = fleet.rowsOf("nvidia_smi").at(-1)?.samples;
    expect(last?.get("up")).toBe(0);
    expect(last?.has("nvidia_smi_utilization_gpu_ratio{0}")).toBe(false);
    expect(fleet.rowsOf("node").at(-1)?.samples?.get("up")).toBe(1);
  });

  it("a lost GPU stays in the list under its own identity", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick(gpus(stream));
    const [first = ""] = gpuText(stream.plan, 2).split("\n");
    stream.tick({
      gpu: `${first}\nUnable to determine the device handle for GPU1: 0000:02:00.0: GPU is lost.  Reboot the system to recover this GPU\n`,
    });
    await fleet.clock.advance(50);
    const { summary, gpus: list } = fleet.detail();
    expect(summary).toMatchObject({ gpusReporting: 1, gpusExpected: 2 });
    expect(list[1]).toMatchObject({ uuid: "GPU-0001", state: "lost", busId: "0000:02:00" });
    expect(fleet.rowsOf("nvidia_smi").at(-1)?.samples?.get("midwatch_gpu_up{1}")).toBe(0);
  });

  it("a GPU that is listed and never answers is missed from the first tick", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick({ gpu: gpuText(stream.plan, 1) });
    await fleet.clock.advance(50);
    const { summary, gpus: list } = fleet.detail();
    expect(summary).toMatchObject({ gpusReporting: 1, gpusExpected: 2 });
    expect(list[1]).toMatchObject({
      uuid: "GPU-0001",
      state: "unreadable",
      stateText: "nvidia-smi -L lists it, but tells no reading of it",
    });
  });

  it("a row without identity is the listed GPU's that has no other", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    const [first = ""] = gpuText(stream.plan, 1).split("\n");
    stream.tick({ gpu: `${first}\n${first.replaceAll(/[^,]+/g, " [GPU is lost]").trim()}\n` });
    await fleet.clock.advance(50);
    const { summary, gpus: list } = fleet.detail();
    expect(summary).toMatchObject({ gpusReporting: 1, gpusExpected: 2 });
    expect(list[1]).toMatchObject({ uuid: "GPU-0001", index: 1, state: "lost" });
  });

  it("readings stay as old as they are while nvidia-smi gives none", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick(gpus(stream));
    await fleet.clock.advance(50);
    const readAtMs = fleet.detail().gpusAtMs;
    expect(readAtMs).not.toBeNull();
    await fleet.clock.advance(1000);
    stream.tick({ gpu: "Failed to initialize NVML: Driver/library version mismatch\n" });
    await fleet.clock.advance(50);
    const { gpusAtMs, summary } = fleet.detail();
    expect(gpusAtMs).toBe(readAtMs);
    expect(summary.lastSampleAtMs).toBeGreaterThan(readAtMs ?? 0);
  });

  it.each([
    ["version", "nvidia-smi (pid 7) is stuck in the driver (state D)\n", 137, "hung"],
    ["version", "nvidia-smi: not found\n", 127, "commandNotFound"],
  ])("GPUs that only the kernel sees are missed, not unknown (%s: %s)", async (section, said, status, kind) => {
    const fleet = fleetOf();
    const tools = kind === "hung" ? "nvidia-smi=/usr/bin/nvidia-smi\n" : "df=/usr/bin/df\n";
    fleet.host().probe = {
      facts: ["ostype=Linux\ngpu=0000:19:00.0\ngpu=0000:3b:00.0\n", 0],
      tools: [tools, 0],
      [section]: [said, status],
    };
    const stream = await fleet.start();
    stream.tick();
    await fleet.clock.advance(50);
    const { summary, gpus: list } = fleet.detail();
    expect(summary).toMatchObject({
      gpuSubsystem: { kind },
      gpusReporting: 0,
      gpusExpected: 2,
      gpuModel: null,
      findings: [{ kind: "gpuSubsystem", severity: kind === "hung" ? "critical" : "warning" }],
    });
    expect(list.map(({ busId, state }) => [busId, state])).toEqual([
      ["0000:19:00", "unreadable"],
      ["0000:3b:00", "unreadable"],
    ]);
  });

  it("no nvidia-smi: a host without GPUs, nothing asked", async () => {
    const fleet = fleetOf();
    fleet.host().probe = {
      facts: ["ostype=Linux\n", 0],
      tools: ["df=/usr/bin/df\n", 0],
      version: ["nvidia-smi: not found\n", 127],
    };
    const stream = await fleet.start();
    expect(stream.plan.pace).toEqual({ host: 1, filesystems: 30 });
    stream.tick();
    await fleet.clock.advance(50);
    expect(fleet.detail()).toMatchObject({
      gpuMode: { kind: "none" },
      summary: { gpuSubsystem: { kind: "commandNotFound" } },
    });
    expect(fleet.rowsOf("nvidia_smi")).toEqual([]);
  });

  it.each([124, 137])("status %i: nvidia-smi is given up until a probe finds it answering", async (status) => {
    const fleet = fleetOf();
    const host = fleet.host();
    const stream = await fleet.start();
    stream.tick(gpus(stream));
    stream.tick({ gpu: "" }, 10, status);
    await fleet.clock.advance(graceMs + 50);
    let now = host.running("collect");
    expect(now.plan.pace.gpu).toBeUndefined();
    expect(now.plan.pace.xml).toBeUndefined();
    expect(fleet.detail().summary.gpuSubsystem.kind).toBe("hung");
    expect(fleet.rowsOf("nvidia_smi").at(-1)?.samples?.get("up")).toBe(0);
    const rowsBefore = fleet.rowsOf("nvidia_smi").length;

    host.probe = { ...host.probe, version: ["nvidia-smi (pid 7) is stuck in the driver (state D)\n", 137] };
    const live = async (seconds: number) => {
      for (let second = 0; second < seconds; second++) {
        host.running("collect").tick();
        await fleet.clock.advance(1000);
      }
    };
    await live(65);
    expect(host.execs).toBe(2);
    expect(fleet.rowsOf("nvidia_smi").length, "up is told every 15 s").toBe(rowsBefore + 4);
    expect(host.running("collect"), "the stream goes on beside the probe").toBe(now);
    expect(fleet.detail().summary.gpuSubsystem.text).toContain("state D");
    await live(60);
    expect(host.execs, "the second pause is longer").toBe(2);

    host.probe = { ...host.probe, version: ["DRIVER version : 590.48.01\n", 0] };
    await live(70);
    now = host.running("collect");
    expect(now.plan.pace.gpu).toBe(1);
    now.tick(gpus(now));
    await fleet.clock.advance(50);
    expect(fleet.detail().summary).toMatchObject({ gpusReporting: 2, gpuSubsystem: { kind: "ok" } });
  });
});

describe("silence and loss", () => {
  it("three missed ticks: stale, the link is suspected once; values are kept and marked", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick(gpus(stream));
    await fleet.clock.advance(2900);
    expect(fleet.detail().summary.stale).toBe(false);
    await fleet.clock.advance(200);
    expect(fleet.detail().summary).toMatchObject({ stale: true, gpusReporting: 2 });
    expect(fleet.host().suspicions).toHaveLength(1);
    expect(fleet.rowsOf("node").at(-1)?.samples).toEqual(new Map([["up", 0]]));
    stream.tick(gpus(stream));
    await fleet.clock.advance(50);
    expect(fleet.detail().summary.stale).toBe(false);
    expect(fleet.rowsOf("node").at(-1)?.samples?.get("up")).toBe(1);
  });

  it.each(["gpu", "apps", "xml"])(
    "an nvidia-smi that cannot be stopped (%s) is given up; the host goes on",
    async (section) => {
      const fleet = fleetOf();
      const stream = await fleet.start();
      stream.tick(gpus(stream));
      for (let second = 0; second < 13; second++) {
        stream.tick();
        await fleet.clock.advance(1000);
      }
      expect(fleet.detail().summary.stale).toBe(false);
      expect(fleet.host().suspicions).toEqual([]);
      stream.begin();
      stream.section(section, `${section} has not ended for 13 s and cannot be stopped`, stuckStatus, 0);
      stream.finishTick();
      await fleet.clock.advance(graceMs + 50);
      const { pace } = fleet.host().running("collect").plan;
      expect([pace.gpu, pace.apps, pace.xml]).toEqual([undefined, undefined, undefined]);
      expect(fleet.detail().summary).toMatchObject({
        gpuSubsystem: { kind: "hung" },
        gpusReporting: 0,
        gpusExpected: 2,
      });
      expect(fleet.detail().gpus.map((gpu) => gpu.state)).toEqual(["unreadable", "unreadable"]);
    },
  );

  it("another reading that cannot be stopped costs itself alone: named, and in no new plan until the next connection", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    for (let second = 0; second < 20; second++) {
      stream.tick(gpus(stream));
      await fleet.clock.advance(1000);
    }
    stream.begin();
    stream.section("filesystems", "filesystems has not ended for 19 s and cannot be stopped", stuckStatus, 0);
    stream.finishTick();
    await fleet.clock.advance(50);
    expect(fleet.detail().summary).toMatchObject({ stale: false, gpusReporting: 2 });
    expect(fleet.host().suspicions).toEqual([]);
    expect(fleet.detail().unreadable[0]).toMatchObject({
      section: "filesystems",
      text: expect.stringContaining("cannot be stopped"),
    });
    await fleet.clock.advance(graceMs);
    expect(fleet.host().running("collect").plan.pace).toMatchObject({ gpu: 1, units: 10 });
    expect(fleet.host().running("collect").plan.pace.filesystems).toBeUndefined();
    fleet.host().lose();
    expect((await fleet.start()).plan.pace.filesystems).toBeDefined();
  });

  it("a process query that times out is named, and asked less often at once; the rows go on", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.begin();
    stream.section("host", "");
    stream.section("gpu", gpuText(stream.plan, 2));
    stream.finishTick();
    stream.section("apps", "", 124, 8);
    stream.tick(gpus(stream));
    await fleet.clock.advance(50);
    expect(fleet.detail().unreadable).toEqual([
      expect.objectContaining({ section: "apps", text: expect.stringContaining("did not answer within 8 s") }),
    ]);
    expect(fleet.detail().summary).toMatchObject({ gpusReporting: 2, gpuSubsystem: { kind: "ok" } });
    await fleet.clock.advance(graceMs);
    expect(fleet.host().running("collect").plan.pace.apps).toBe(80);
  });

  it("an answer that takes 9 s is waited for", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick(gpus(stream));
    stream.begin();
    stream.section("host", "");
    await fleet.clock.advance(9000);
    stream.section("gpu", gpuText(stream.plan, 2), 0, 9);
    await fleet.clock.advance(50);
    expect(stream.closed).toBe(false);
    expect(fleet.detail().summary.gpuSubsystem.kind).toBe("ok");
  });

  it("loss in the middle of a frame: up is 0 every 15 s, the half frame is no row", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick(gpus(stream));
    stream.begin();
    stream.write("/proc/loadavg:9.9");
    await fleet.clock.advance(100);
    fleet.host().lose();
    await fleet.clock.advance(31_000);
    expect(fleet.rowsOf("node").map((row) => row.samples?.get("up"))).toEqual([1, 0, 0, 0]);
    expect(
      fleet
        .rowsOf("node")
        .slice(1)
        .every((row) => row.samples?.size === 1),
    ).toBe(true);
    expect(fleet.detail().summary).toMatchObject({ stale: true, connection: { kind: "waiting" } });
  });

  it("a transport that keeps the key to itself: probed once per connection, not per tick", async () => {
    const fleet = fleetOf();
    const host = fleet.host();
    host.fingerprint = null;
    const stream = await fleet.start();
    for (let tick = 0; tick < 3; tick++) {
      stream.tick(gpus(stream));
      await fleet.clock.advance(1000);
    }
    expect(host.execs).toBe(1);
    host.lose();
    await fleet.start();
    expect(host.execs).toBe(2);
  });

  it("a driver that comes back is probed anew: it may be another one", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick(
      {
        gpu: "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.\n",
      },
      0.02,
      9,
    );
    await fleet.clock.advance(1000);
    expect(fleet.detail().summary.gpuSubsystem.kind).toBe("driverNotLoaded");
    stream.tick(gpus(stream));
    await fleet.clock.advance(graceMs + 50);
    expect(fleet.host().execs).toBe(2);
  });

  it("a reconnect reads at once with what is known; another key is probed anew", async () => {
    const fleet = fleetOf();
    const host = fleet.host();
    (await fleet.start()).tick();
    await fleet.clock.advance(10);
    host.lose();
    await fleet.start();
    expect(host.execs).toBe(1);
    host.lose();
    host.fingerprint = "SHA256:two";
    await fleet.start();
    expect(host.execs).toBe(2);
  });

  it.each([
    [
      "the uptime goes back",
      async (fleet: ReturnType<typeof createFakeFleet>) => {
        fleet.host().uptime = 5;
        const stream = await fleet.start();
        stream.tick(gpus(stream));
      },
    ],
    [
      "the XML names another driver",
      async (fleet: ReturnType<typeof createFakeFleet>) => {
        const stream = await fleet.start();
        stream.tick({
          ...gpus(stream),
          xml: "<nvidia_smi_log><driver_version>595.80</driver_version></nvidia_smi_log>\n",
        });
      },
    ],
  ])("a reconnected host is probed anew when %s", async (_, tick) => {
    const fleet = fleetOf();
    (await fleet.start()).tick();
    await fleet.clock.advance(10);
    fleet.host().lose();
    await tick(fleet);
    await fleet.clock.advance(graceMs + 50);
    expect(fleet.host().execs).toBe(2);
  });

  it("stopped by the user: stale, and no more rows", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick(gpus(stream));
    await fleet.clock.advance(10);
    fleet.host().stop();
    await fleet.clock.advance(60_000);
    expect(fleet.rowsOf("node").at(-1)?.samples).toBeNull();
    expect(fleet.rowsOf("nvidia_smi").at(-1)?.samples).toBeNull();
  });
});

describe("streams that misbehave", () => {
  it("a flood is closed, named and left alone for a while; the others go on", async () => {
    const fleet = fleetOf(["gpu-a01", "gpu-a02"]);
    const stream = await fleet.start("gpu-a01");
    const other = await fleet.start("gpu-a02");
    const megabyte = Buffer.alloc(1 << 20, 0x78);
    for (let piece = 0; piece < 40; piece++) {
      stream.write(megabyte);
      await fleet.clock.advance(1);
    }
    other.tick(gpus(other));
    await fleet.clock.advance(50);
    expect(stream.closed).toBe(true);
    expect(fleet.detail("gpu-a01").unreadable).toContainEqual(
      expect.objectContaining({ section: "stream", text: expect.stringMatching(/sent 1[23] MB within \d+ ms/) }),
    );
    expect(fleet.detail("gpu-a02").summary.gpusReporting).toBe(2);
    await fleet.clock.advance(30_000);
    expect(fleet.host("gpu-a01").open("collect")).toEqual([]);
    await fleet.clock.advance(16_000);
    expect(fleet.host("gpu-a01").open("collect")).toHaveLength(1);
  });

  it("a retry by hand does not wait out the pause", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.end(1);
    await fleet.clock.advance(600);
    expect(fleet.host().open("collect")).toEqual([]);
    fleet.service.hosts.get("gpu-a01")?.retry();
    await fleet.clock.advance(1);
    expect(fleet.host().open("collect")).toHaveLength(1);
  });

  it("a script that ends says why, and is started again with growing pauses", async () => {
    const fleet = fleetOf();
    const host = fleet.host();
    const stream = await fleet.start();
    stream.write("This account is currently not available.\n");
    stream.stderr.write("nologin\n");
    await fleet.clock.advance(1);
    stream.end(1);
    await fleet.clock.advance(100);
    expect(fleet.detail().unreadable).toContainEqual({
      section: "stream",
      text: "This account is currently not available.\nnologin",
      advice: expect.stringContaining("no shell"),
    });
    await fleet.clock.advance(2000);
    const second = host.running("collect");
    second.tick(gpus(second));
    await fleet.clock.advance(50);
    expect(fleet.detail().unreadable).toEqual([]);
  });

  it("garbage and foreign frames are no data", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.write(Buffer.from([0, 255, 30, 30, 10, 0xc3]));
    stream.write("\u001eforeign S host 0 1.0\n");
    stream.tick(gpus(stream));
    await fleet.clock.advance(50);
    expect(fleet.rowsOf("node")).toHaveLength(1);
    expect(fleet.detail().summary.gpusReporting).toBe(2);
  });

  it("a script that prints a program's bytes is told by size and a few words, not by pages of them", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.write(Buffer.from(Array.from({ length: 20_000 }, (_, at) => (at * 73) % 256)));
    await fleet.clock.advance(1);
    stream.end(1);
    await fleet.clock.advance(2500);
    const text = fleet.detail().unreadable[0]?.text ?? "";
    expect(text).toMatch(/^It printed 19\.5 KiB that are no text; what can be read begins: [ -~]{1,60}$/);
    expect(fleet.detail().history[0]?.text).toBe(`Stream ended: ${text}`);

    const next = fleet.host().running("collect");
    next.begin();
    next.section("containers", "\u0000\u0001ELF\ufffd".repeat(9000), 126);
    next.section("gpu", `${"\u0001\ufffdx".repeat(50_000)}\n`, 1);
    next.finishTick();
    await fleet.clock.advance(50);
    expect(fleet.detail().unreadable.at(-1)?.text.length).toBeLessThan(200);
    const { gpuSubsystem } = fleet.detail().summary;
    expect(gpuSubsystem).toMatchObject({ kind: "unreadable", text: expect.stringContaining("(exit status 1)") });
    expect(gpuSubsystem.text.length).toBeLessThan(200);
  });

  it("a shell that does not run sh is told verbatim, and asked again later", async () => {
    const fleet = fleetOf();
    const host = fleet.host();
    host.exec = () =>
      Promise.resolve({
        exitCode: 1,
        signal: null,
        stdout: "'exec' is not recognized as an internal or external command\n",
        stderr: "",
      });
    host.connect();
    await fleet.clock.advance(10);
    expect(fleet.detail().unreadable).toEqual([
      { section: "probe", text: expect.stringContaining("not recognized"), advice: expect.stringContaining("Windows") },
    ]);
    host.exec = null;
    await fleet.clock.advance(2000);
    expect(host.open("collect")).toHaveLength(1);
  });

  it("a service that had failed stays so while systemd does not answer", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.tick({ units: "Id=vllm.service\nLoadState=loaded\nActiveState=failed\nSubState=failed\n" });
    await fleet.clock.advance(50);
    const { servicesAtMs, summary } = fleet.detail();
    expect(summary.findings).toContainEqual(expect.objectContaining({ kind: "serviceFailed" }));
    await fleet.clock.advance(1000);
    stream.begin();
    stream.section("units", "Failed to connect to bus: Connection refused\n", 1);
    stream.finishTick();
    await fleet.clock.advance(50);
    expect(fleet.detail().summary.findings).toContainEqual(expect.objectContaining({ kind: "serviceFailed" }));
    expect(fleet.detail()).toMatchObject({ servicesAtMs, unreadable: [{ section: "units" }] });
  });

  it("sections that cannot be read carry the host's words and advice", async () => {
    const fleet = fleetOf();
    const stream = await fleet.start();
    stream.begin();
    stream.section("kernel", "dmesg: read kernel buffer failed: Operation not permitted\n", 1);
    stream.section("units", "System has not been booted with systemd as init system (PID 1).\n", 1);
    stream.finishTick();
    await fleet.clock.advance(50);
    expect(fleet.detail().unreadable).toEqual([
      {
        section: "kernel",
        text: "dmesg: read kernel buffer failed: Operation not permitted",
        advice: expect.stringContaining("adm"),
      },
      {
        section: "units",
        text: expect.stringContaining("systemd"),
        advice: expect.stringContaining("does not run systemd"),
      },
    ]);
  });
});

describe("the list of hosts", () => {
  it("starts new ones, ends those that are gone, keeps the unchanged", async () => {
    const fleet = fleetOf(["a1", "a2"]);
    const stream = await fleet.start("a1");
    await fleet.start("a2");
    const kept = fleet.service.hosts.get("a1");
    fleet.setHosts(["a1", "a3"]);
    expect([...fleet.service.hosts.keys()]).toEqual(["a1", "a3"]);
    expect(fleet.service.hosts.get("a1")).toBe(kept);
    expect(stream.closed).toBe(false);
    expect(fleet.host("a2").disposed).toBe(true);
    expect(fleet.host("a2").open("collect")).toEqual([]);
    await fleet.clock.advance(250);
    expect(new Set(fleet.changes.at(-1))).toEqual(new Set(["a1", "a2", "a3"]));
  });

  const entry = { name: "a1", transport: "auto", intervalMs: 1000 } as const;

  it("connects anew to a host that is reached in another way", async () => {
    const fleet = fleetOf(["a1"]);
    await fleet.start("a1");
    const before = fleet.host("a1");
    fleet.service.setHosts([{ ...entry, user: "root" }]);
    expect(before.disposed).toBe(true);
    expect(fleet.host("a1")).not.toBe(before);
  });

  it("another pace costs neither the connection nor what is known: findings keep their beginning", async () => {
    const fleet = fleetOf(["a1"]);
    const stream = await fleet.start("a1");
    const host = fleet.host("a1");
    stream.tick({ gpu: gpuText(stream.plan, 2, { "clocks_throttle_reasons.active": "0x0000000000000040" }) });
    await fleet.clock.advance(50);
    const before = fleet.detail("a1");
    const [finding] = before.summary.findings;
    expect(finding?.kind).toBe("gpuThrottled");

    fleet.service.setHosts([{ ...entry, intervalMs: 5000 }]);
    await fleet.clock.advance(1500);
    expect(host.disposed).toBe(false);
    expect(host.execs, "not probed again").toBe(1);
    expect(stream.closed).toBe(true);
    expect(host.open("collect")).toHaveLength(1);
    const next = host.running("collect");
    expect(next.plan).toMatchObject({ intervalMs: 5000, pace: { gpu: 1, apps: 1, xml: 12 } });
    expect(fleet.detail("a1").summary).toMatchObject({ intervalMs: 5000, gpusReporting: 2, stale: false });
    expect(fleet.detail("a1").facts).toEqual(before.facts);
    expect(fleet.detail("a1").vitals).toEqual(before.vitals);
    expect(fleet.detail("a1").summary.findings).toEqual(before.summary.findings);

    host.uptime += 5;
    next.tick({ gpu: gpuText(next.plan, 2, { "clocks_throttle_reasons.active": "0x0000000000000040" }) });
    await fleet.clock.advance(50);
    expect(fleet.detail("a1").summary.findings[0]?.sinceMs).toBe(finding?.sinceMs);
    expect(fleet.detail("a1").vitals?.cpuRatio, "rates go on").not.toBeNull();
    await fleet.clock.advance(14_000);
    expect(fleet.detail("a1").summary.stale, "three of the new ticks").toBe(false);
  });

  it("shows a host in another group, and asks for other units, over the same connection", async () => {
    const fleet = fleetOf(["a1"]);
    const stream = await fleet.start("a1");
    fleet.service.setHosts([{ ...entry, group: "rack 7", environment: "production" }]);
    expect(fleet.detail("a1").summary).toMatchObject({ group: "rack 7", environment: "production" });
    expect(stream.closed).toBe(false);
    fleet.service.setHosts([{ ...entry, units: ["vllm.service", "a\\x2db.service"] }]);
    await fleet.clock.advance(1500);
    const next = fleet.host("a1").running("collect");
    expect(next.plan.units).toEqual(["vllm.service"]);
    expect(fleet.host("a1").disposed).toBe(false);
    next.tick({ units: "Id=vllm.service\nActiveState=active\n" });
    await fleet.clock.advance(50);
    expect(fleet.detail("a1").unreadable, "said for as long as it holds").toEqual([
      expect.objectContaining({ section: "unit names", text: expect.stringContaining("a\\x2db.service") }),
    ]);
  });

  it("single calls that their cost had spread out stay as far apart", async () => {
    const fleet = fleetOf(["a1"]);
    let stream = await fleet.start("a1");
    for (let tick = 0; tick < 3; tick++) {
      stream.tick({ gpu: gpuText(stream.plan, 2) }, 0.14);
      await fleet.clock.advance(1000);
    }
    expect(fleet.host("a1").running("collect").plan.pace.gpu).toBe(1);
    fleet.service.setHosts([{ ...entry, intervalMs: 500 }]);
    await fleet.clock.advance(1500);
    stream = fleet.host("a1").running("collect");
    for (let tick = 0; tick < 3; tick++) {
      stream.tick({ gpu: gpuText(stream.plan, 2) }, 0.14);
      await fleet.clock.advance(500);
    }
    await fleet.clock.advance(graceMs);
    expect(fleet.host("a1").running("collect").plan.pace.gpu).toBe(2);
    fleet.service.setHosts([{ ...entry, intervalMs: 2000 }]);
    await fleet.clock.advance(1500);
    expect(fleet.host("a1").running("collect").plan.pace.gpu).toBe(1);
  });
});
