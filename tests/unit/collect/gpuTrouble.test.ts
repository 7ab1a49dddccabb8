import { describe, expect, it } from "vitest";
import { gpuText } from "./fakeFleet.ts";
import { fleetOf, gpus, graceMs } from "./fleetOf.ts";

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
