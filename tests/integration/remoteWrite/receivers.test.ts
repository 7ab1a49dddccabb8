import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dialServer } from "../../../electron/host/dialServer.ts";
import { createHttpService } from "../../../electron/services/http/createHttpService.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { createMetricsService } from "../../../electron/services/metrics/createMetricsService.ts";
import { createRemoteWriteService } from "../../../electron/services/remoteWrite/createRemoteWriteService.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import { SampleRow } from "../../../shared/domain/metrics/sampleRow.ts";
import { answering } from "../../harness/answering.ts";
import { freePort } from "../../harness/freePort.ts";
import { requireTool } from "../../harness/requireTool.ts";
import { until } from "../../harness/until.ts";

interface Receiver {
  readonly name: string;
  readonly program: string | null;
  readonly arguments: (folder: string, port: number) => readonly string[];
  readonly readyPath: string;
  /** Makes what was taken visible at once. */
  readonly flushPath: string | null;
}

const receivers: readonly Receiver[] = [
  {
    name: "Prometheus",
    program: requireTool("prometheus"),
    arguments: (folder, port) => [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--web.enable-remote-write-receiver",
    ],
    readyPath: "/-/ready",
    flushPath: null,
  },
  {
    name: "VictoriaMetrics",
    program: requireTool("victoria-metrics"),
    arguments: (folder, port) => [
      `-storageDataPath=${join(folder, "data")}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      "-search.latencyOffset=0s",
    ],
    readyPath: "/health",
    flushPath: "/internal/force_flush",
  },
];
const workerFile = fileURLToPath(new URL("../../../electron/services/metrics/samplesWorker.ts", import.meta.url));

describe.each(receivers)("samples forwarded to a real $name", (server) => {
  let folder: string;
  let port: number;
  let receiver: ChildProcess | null = null;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "midwatch-write-"));
    port = await freePort();
    writeFileSync(join(folder, "prometheus.yml"), "global: {}\n");
  });
  afterEach(async () => {
    await stopReceiver();
    rmSync(folder, { recursive: true, force: true });
  });

  async function startReceiver(): Promise<void> {
    receiver = spawn(server.program ?? "", server.arguments(folder, port), { stdio: "ignore" });
    await answering(`http://127.0.0.1:${port}${server.readyPath}`);
  }

  async function stopReceiver(): Promise<void> {
    if (!receiver) return;
    const ended = once(receiver, "exit");
    receiver.kill("SIGKILL");
    await ended;
    receiver = null;
  }

  async function values(expr: string, timeMs: number): Promise<readonly (readonly [number, string])[]> {
    const query = new URLSearchParams({ query: expr, time: String(timeMs / 1000) });
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?${query}`);
    const { data } = (await answer.json()) as { data: { result: { values: [number, string][] }[] } };
    // VictoriaMetrics tells the mark of staleness as a NaN.
    return data.result.flatMap((series) => series.values).filter(([, value]) => value !== "NaN");
  }

  it.skipIf(server.program === null)(
    "arrive whole and in order, through an outage of the receiver, staleness included",
    async () => {
      const startMs = Math.floor(Date.now() / 1000) * 1000;
      const metrics = createMetricsService({
        workerFile,
        databaseFile: null,
        retentionMs: 86_400_000,
        memoryCapBytes: 64_000_000,
        clock: systemClock,
        log: silentLog,
      });
      const forwarding = createRemoteWriteService({
        http: createHttpService({
          secrets: { get: async () => null },
          workspaceFolder: folder,
          dial: dialServer(() => null),
        }),
        metrics,
        dataFolder: folder,
        clock: systemClock,
        random: () => 0.1,
        log: silentLog,
      });
      try {
        forwarding.setServers([
          { name: "eu", url: `http://127.0.0.1:${port}/api/v1/write`, labels: { console: "eu", job: "not this one" } },
        ]);
        const state = () => forwarding.states[0];
        await until(() => state() !== undefined);
        const target = metrics.target({ instance: "gpu-a09", job: "gpu" });
        // Later than the start of forwarding, which sends nothing older.
        const at = (row: number) => startMs + 60_000 + row * 1000;
        for (let row = 0; row < 100; row += 1)
          target.append(at(row), SampleRow.of([{ name: "x", labels: {}, value: row }]));
        await until(() => state()?.kind === "waiting");
        expect(state()).toMatchObject({ sentSamples: 0, droppedSamples: 0, problem: expect.stringContaining("reach") });

        await startReceiver();
        await until(() => state()?.sentSamples === 100, 20_000);
        target.markStale(at(100));
        await until(() => state()?.sentSamples === 101, 20_000);
        if (server.flushPath !== null) await answering(`http://127.0.0.1:${port}${server.flushPath}`);
        const stored = await values('x{console="eu",instance="gpu-a09",job="gpu"}[10m]', at(100));
        expect(stored.map(([seconds, value]) => [seconds * 1000, Number(value)])).toEqual(
          Array.from({ length: 100 }, (_, row) => [at(row), row]),
        );
        const query = new URLSearchParams({ query: "x", time: String(at(101) / 1000) });
        const instant = await fetch(`http://127.0.0.1:${port}/api/v1/query?${query}`);
        expect(await instant.json()).toMatchObject({ data: { result: [] } });
      } finally {
        await forwarding.close();
        await metrics.close();
        metrics.dispose();
      }
    },
  );
});
