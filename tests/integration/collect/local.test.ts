import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { createCollectService } from "../../../electron/services/collect/createCollectService.ts";
import { readOnce } from "../../../electron/services/collect/readOnce.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import { leanGpuFields } from "../../../shared/domain/gpu/fields.ts";
import type { Sample } from "../../../shared/domain/metrics/model.ts";
import { samplesOf } from "../../builders/rowOf.ts";
import { createFakeNvidiaSmi, type FakeNvidiaSmi } from "../../harness/fakeNvidiaSmi.ts";
import { until } from "../../harness/until.ts";
import { localConnection, localLink } from "./localLink.ts";
import { gpuRow, twoGpus } from "./smiAnswers.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0).reverse()) clean();
});

function fake(files: Readonly<Record<string, string>> = twoGpus): FakeNvidiaSmi {
  const smi = createFakeNvidiaSmi(files);
  cleanups.push(() => smi.dispose());
  return smi;
}

function watch(smi: FakeNvidiaSmi, intervalMs = 500) {
  const rows: { job: string | undefined; samples: readonly Sample[] }[] = [];
  const service = createCollectService({
    clock: systemClock,
    log: silentLog,
    random: Math.random,
    metrics: {
      target: (labels) => ({
        append: (_, row) => rows.push({ job: labels.job, samples: samplesOf(row) }),
        markStale() {},
        dispose() {},
      }),
    },
    ssh: { link: ({ name }) => localLink(name, localConnection(smi.folder)) },
  });
  cleanups.push(() => service.dispose());
  service.setHosts([{ name: "here", transport: "auto", intervalMs }]);
  const host = service.hosts.get("here");
  if (!host) throw new Error("not watched");
  return { service, host, rows };
}

/** No two nvidia-smi at once: each begin is followed by its own end. */
function overlapping(calls: readonly string[]): readonly string[] {
  return calls.filter((line, at) => line.startsWith("begin") && calls[at + 1]?.startsWith("begin"));
}

describe("this machine, read by the real scripts", () => {
  it("gives GPUs first and the whole host after the first tick", async () => {
    const smi = fake();
    const { host, rows } = watch(smi);
    await until(() => host.summary.gpusReporting === 2);
    await until(() => host.detail.costs.some(({ section }) => section === "xml"));
    const { summary, facts, vitals, processes, filesystems, costs } = host.detail;
    expect(summary).toMatchObject({
      gpuSubsystem: { kind: "ok" },
      gpuModel: "H100 80 GB",
      gpuUtilizationRatio: 0.93,
    });
    expect(facts).toMatchObject({
      driverVersion: "590.48.01",
      kernel: expect.stringMatching(/^\d+\./),
      nvidiaSmiPath: `${smi.folder}/nvidia-smi`,
    });
    expect(vitals?.memoryTotalBytes).toBeGreaterThan(1e9);
    expect(filesystems.map(({ mount }) => mount)).toContain("/");
    expect(processes[0]).toMatchObject({ pid: process.pid, gpuUuids: ["GPU-0000"], memoryBytes: 2 ** 31 });
    await until(() => host.detail.processes[0]?.command?.includes("vitest") === true);
    expect(costs.map(({ section }) => section)).toContain("host");
    await until(
      () => host.detail.vitals?.cpuRatio !== null && rows.filter(({ job }) => job === "nvidia_smi").length >= 3,
    );
    expect(overlapping(smi.calls())).toEqual([]);
  });

  it("goes through a driver mismatch and back", async () => {
    const smi = fake();
    const { host } = watch(smi);
    await until(() => host.summary.gpusReporting === 2);
    smi.set("gpu", "Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 535.161\n");
    smi.set("gpu.status", "18");
    await until(() => host.summary.gpuSubsystem.kind === "driverMismatch");
    expect(host.summary).toMatchObject({ gpusReporting: 0, gpusExpected: 2, stale: false });
    smi.set("gpu", twoGpus.gpu);
    smi.unset("gpu.status");
    await until(() => host.summary.gpusReporting === 2);
  });

  it("shows a lost GPU by its own identity", async () => {
    const smi = fake();
    const { host } = watch(smi);
    await until(() => host.summary.gpusReporting === 2);
    smi.set(
      "gpu",
      `${gpuRow(0)}Unable to determine the device handle for GPU1: 0000:02:00.0: GPU is lost.  Reboot the system to recover this GPU\n`,
    );
    await until(() => host.detail.gpus[1]?.state === "lost");
    expect(host.summary).toMatchObject({ gpusReporting: 1, gpusExpected: 2 });
    expect(host.detail.gpus[1]).toMatchObject({ uuid: "GPU-0001" });
  });

  it("drops a field that the driver does not know", async () => {
    const smi = fake({ ...twoGpus, "gpu.invalid": "compute_mode\n" });
    const { host } = watch(smi);
    await until(() => host.detail.history.some(({ text }) => text.includes("does not know compute_mode")));
    smi.set(
      "gpu",
      gpuRow(
        0,
        {},
        leanGpuFields.filter((field) => field !== "compute_mode"),
      ),
    );
    await until(() => host.summary.gpusReporting === 1);
  });

  it("reads slow GPUs in nvidia-smi's own loop, never beside a single query", async () => {
    const smi = fake({ ...twoGpus, gpu: gpuRow(0, { persistence_mode: "Disabled" }) + gpuRow(1) });
    const { host, rows } = watch(smi);
    await until(() => host.detail.gpuMode.kind === "loop");
    const before = rows.filter(({ job }) => job === "nvidia_smi").length;
    await until(() => rows.filter(({ job }) => job === "nvidia_smi").length >= before + 2);
    expect(host.summary.gpusReporting).toBe(2);
    const queries = smi.calls().filter((line) => line.includes(" gpu ") || line.includes(" loop "));
    expect(overlapping(queries)).toEqual([]);
  });

  it("a hanging nvidia-smi is given up; the host goes on being read", { timeout: 40_000 }, async () => {
    const smi = fake();
    const { host, rows } = watch(smi);
    await until(() => host.summary.gpusReporting === 2);
    smi.set("gpu.hang", "");
    await until(() => host.summary.gpuSubsystem.kind === "hung", 15_000);
    expect(host.detail.gpuMode).toMatchObject({ kind: "none", why: expect.stringContaining("no other is started") });
    const calls = smi.calls().length;
    const before = rows.filter(({ job }) => job === "node").length;
    await until(() => rows.filter(({ job }) => job === "node").length >= before + 3, 10_000);
    expect(smi.calls().length).toBe(calls);
  });
});

describe("one look for the doctor", () => {
  const look = (smi: FakeNvidiaSmi) =>
    readOnce({
      clock: systemClock,
      connection: localConnection(smi.folder),
      host: "here",
      units: [],
      newNonce: () => randomBytes(9).toString("hex"),
    });

  it("reads every section and what each cost", async () => {
    const readings = await look(fake());
    expect(readings.gpu.gpus).toHaveLength(2);
    expect(readings.machine.vitals?.cpuRatio).not.toBeNull();
    const sections = readings.record.costs.map(({ section }) => section);
    for (const section of ["version", "list", "fields", "host", "gpu", "apps", "xml", "filesystems", "kernel"]) {
      expect(sections).toContain(section);
    }
  });

  it("drops unknown fields one by one", async () => {
    const smi = fake({ ...twoGpus, "gpu.invalid": "fan.speed\n" });
    smi.set(
      "gpu",
      gpuRow(
        0,
        {},
        leanGpuFields.filter((field) => field !== "fan.speed"),
      ),
    );
    const readings = await look(smi);
    expect(readings.gpu.subsystem.kind).toBe("ok");
    expect(readings.gpu.gpus.some((gpu) => gpu.state === "ok")).toBe(true);
  });

  it("says what a shell that is none printed", async () => {
    const connection = localConnection("/nowhere", "/bin/false");
    const readings = await readOnce({ clock: systemClock, connection, host: "here", units: [], newNonce: () => "n" });
    expect(readings.record.unreadable).toEqual([
      expect.objectContaining({ section: "probe", text: expect.stringContaining("exit status 1") }),
    ]);
  });
});
