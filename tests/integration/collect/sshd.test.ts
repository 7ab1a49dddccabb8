import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { examine } from "../../../electron/headless/doctor/examine.ts";
import { dialServer } from "../../../electron/host/dialServer.ts";
import { createCollectService } from "../../../electron/services/collect/createCollectService.ts";
import { createHttpService } from "../../../electron/services/http/createHttpService.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import { samplesOf } from "../../builders/rowOf.ts";
import { requireTool } from "../../harness/requireTool.ts";
import { until } from "../../harness/until.ts";
import { type GpuServer, hasSshd, startGpuServer } from "./gpuServer.ts";
import { gpuRow, mismatch, secondLost, twoGpus } from "./smiAnswers.ts";

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function serve(config: readonly string[] = []): Promise<GpuServer> {
  const server = await startGpuServer(twoGpus, config);
  cleanups.push(() => server.stop());
  return server;
}

async function watch(server: GpuServer, intervalMs = 500) {
  const times: Record<string, number[]> = { node: [], nvidia_smi: [] };
  const ups: number[] = [];
  const service = createCollectService({
    clock: systemClock,
    log: silentLog,
    random: Math.random,
    ssh: server.ssh,
    metrics: {
      target: ({ job = "" }) => ({
        append(timeMs, row) {
          times[job]?.push(timeMs);
          if (job === "node") ups.push(samplesOf(row).find(({ name }) => name === "up")?.value ?? -1);
        },
        markStale() {},
        dispose() {},
      }),
    },
  });
  cleanups.push(() => service.dispose());
  service.setHosts([{ name: server.name, transport: "auto", intervalMs }]);
  const host = service.hosts.get(server.name);
  if (!host) throw new Error("not watched");
  return { service, host, times, ups };
}

async function commandsNaming(text: string): Promise<string> {
  const { stdout } = await promisify(execFile)("ps", ["-eo", "args="], { maxBuffer: 1 << 24 });
  return stdout
    .split("\n")
    .filter((line) => line.includes(text))
    .join("\n");
}

describe.skipIf(!hasSshd)("the collector over a real sshd (needs /usr/sbin/sshd)", () => {
  it("gives GPU values, tick after tick", async () => {
    const server = await serve();
    const { host, times } = await watch(server);
    await until(() => host.summary.gpusReporting === 2);
    expect(host.summary.connection).toMatchObject({ kind: "connected", transport: "ssh2" });
    await until(() => (times.nvidia_smi?.length ?? 0) >= 7);
    const gaps = (times.nvidia_smi ?? []).slice(1).map((time, at) => time - (times.nvidia_smi?.[at] ?? 0));
    expect(gaps.every((gap) => gap > 0)).toBe(true);
  });

  it("driver mismatch, then a lost GPU, then well again", async () => {
    const server = await serve();
    const { host } = await watch(server);
    await until(() => host.summary.gpusReporting === 2);
    server.smi.set("gpu", mismatch);
    server.smi.set("gpu.status", "18");
    await until(() => host.summary.gpuSubsystem.kind === "driverMismatch");
    server.smi.unset("gpu.status");
    server.smi.set("gpu", gpuRow(0) + secondLost);
    await until(() => host.detail.gpus[1]?.state === "lost");
    expect(host.detail.gpus[1]).toMatchObject({ uuid: "GPU-0001", index: 1 });
    server.smi.set("gpu", twoGpus.gpu);
    await until(() => host.summary.gpusReporting === 2);
  });

  // sshd gives the command to the login shell as `SHELL -c COMMAND`: so does this, after what its start files would print.
  const login = (shell: string) =>
    `ForceCommand printf 'Welcome\\n\\033[31mAuthorised use only\\033[0m\\n'; exec ${shell} -c "$SSH_ORIGINAL_COMMAND"`;
  const fish = requireTool("fish");
  if (fish === null) it.skip("fish is not installed", () => {});
  it.each(["bash", ...(fish === null ? [] : [fish])])("a login shell that prints a banner first: %s", async (shell) => {
    const server = await serve([login(shell)]);
    const { host, times } = await watch(server);
    await until(() => host.summary.gpusReporting === 2 && (times.nvidia_smi?.length ?? 0) >= 3);
    expect(host.detail.vitals?.memoryTotalBytes).toBeGreaterThan(0);
    expect(host.detail.gpus.map(({ state }) => state)).toEqual(["ok", "ok"]);
    expect(host.summary.connection.kind).toBe("connected");
  });

  it("killed in the middle of the stream: down, then back without a new probe", { timeout: 40_000 }, async () => {
    const server = await serve();
    const { host, ups, times } = await watch(server);
    await until(() => host.summary.gpusReporting === 2 && ups.length >= 2);
    const probes = () => server.smi.calls().filter((line) => line.startsWith("begin version")).length;
    expect(probes()).toBe(1);
    server.killSessions();
    await until(() => host.summary.connection.kind !== "connected", 10_000);
    expect(host.summary.stale).toBe(true);
    expect(ups.at(-1)).toBe(0);
    const rows = times.nvidia_smi?.length ?? 0;
    await until(() => host.summary.connection.kind === "connected" && !host.summary.stale, 20_000);
    await until(() => (times.nvidia_smi?.length ?? 0) >= rows + 2);
    expect(ups.at(-1)).toBe(1);
    expect(probes()).toBe(1);
  });

  it("leaves no process behind when the service ends", async () => {
    const server = await serve();
    const { service, host } = await watch(server);
    await until(() => host.summary.gpusReporting === 2);
    expect(await commandsNaming(server.smi.folder)).toContain("midwatch-collect");
    service.dispose();
    const deadlineMs = performance.now() + 5000;
    while ((await commandsNaming(server.smi.folder)) !== "" && performance.now() < deadlineMs) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await commandsNaming(server.smi.folder)).toBe("");
  });

  it("doctor: what it found, and what each reading cost", async () => {
    const server = await serve();
    const report = await examine({
      http: createHttpService({
        secrets: { get: async () => null },
        workspaceFolder: "/",
        dial: dialServer(() => null),
      }),
      clock: systemClock,
      ssh: server.ssh,
      host: { name: server.name, transport: "auto" },
      newNonce: () => "doctor",
      signal: AbortSignal.timeout(20_000),
    });
    expect(report).toMatchObject({
      ok: true,
      failure: null,
      resolved: { address: "127.0.0.1" },
      connection: {
        transport: "ssh2",
        authentication: expect.stringContaining("publickey"),
        hostKeyFingerprint: expect.stringMatching(/^SHA256:/),
      },
      facts: { driverVersion: "590.48.01" },
      gpuSubsystem: { kind: "ok" },
    });
    expect(report.gpus).toHaveLength(2);
    expect(report.readings.map(({ section }) => section)).toEqual(
      expect.arrayContaining(["version", "host", "gpu", "xml"]),
    );
  });
});

describe.skipIf(!hasSshd)("one host in trouble beside another (needs /usr/sbin/sshd)", () => {
  it.each([
    ["floods", "gpu.flood", "unreadable"],
    ["answers in 30 s", "gpu.delay", "hung"],
    ["hangs", "gpu.hang", "hung"],
  ])(
    // How little it changes the other's interval is the bench collect.isolation.
    "a host whose nvidia-smi %s leaves the other's stream alone, and its own",
    { timeout: 40_000 },
    async (_, file, kind) => {
      const [troubled, other] = [await serve(), await serve()];
      const [bad, good] = [await watch(troubled), await watch(other)];
      await until(() => bad.host.summary.gpusReporting === 2 && good.host.summary.gpusReporting === 2);
      const before = good.times.node?.length ?? 0;
      troubled.smi.set(file, "30\n");
      await until(() => bad.host.summary.gpuSubsystem.kind === kind, 20_000);
      await until(() => (good.times.node?.length ?? 0) >= before + 8, 20_000);
      expect(good.host.summary.stale).toBe(false);
      expect(bad.host.summary, "all but its GPUs is read on").toMatchObject({ stale: false, gpusReporting: 0 });
      expect(bad.ups).not.toContain(0);
    },
  );
});
