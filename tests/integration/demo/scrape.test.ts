import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDemoFleet, type DemoFleet } from "../../../electron/demo/createDemoFleet.ts";
import { createHost } from "../../../electron/host/createHost.ts";
import type { Host } from "../../../electron/host/types.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { type ContractClient, createContractClient } from "../../../shared/contract/client.ts";
import { type Contract, contract } from "../../../shared/contract/contract.ts";
import type { ClientPort } from "../../../shared/contract/port.ts";
import type { ScrapeState } from "../../../shared/domain/metrics/scrapeState.ts";
import { createMemoryPorts } from "../../doubles/memoryPorts.ts";
import { until } from "../../harness/until.ts";

const samplesWorkerFile = fileURLToPath(
  new URL("../../../electron/services/metrics/samplesWorker.ts", import.meta.url),
);

describe("the demo fleet's applications, through the whole console", () => {
  let folder: string;
  let fleet: DemoFleet;
  let host: Host;
  let client: ContractClient<Contract>;
  let targets: readonly ScrapeState[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "midwatch-demo-scrape-"));
    fleet = await createDemoFleet({ folder, hosts: 16, seed: 1, clock: systemClock });
    host = await createHost({
      shell: "headless",
      version: "0",
      clock: systemClock,
      log: silentLog,
      random: () => 0.1,
      secrets: { persistent: false, get: async () => null, set: async () => {}, delete: async () => {} },
      dataFolder: join(folder, "data"),
      workspaceFolder: fleet.workspaceFolder,
      sshConfigFile: fleet.sshConfigFile,
      demo: true,
      samplesWorkerFile,
      onNetworkChange: new Emitter<void>().event,
    });
    const ports = createMemoryPorts();
    host.accept(ports.server);
    client = createContractClient(contract, ports.client as ClientPort);
    client.open(
      "scrape.watch",
      { host: null },
      {
        onItem: (item) => {
          targets = item.targets as readonly ScrapeState[];
        },
        onEnd: () => {},
      },
    );
    await until(() => targets.length > 0 && targets.every(({ health }) => health.kind === "up"), 30_000);
  });
  afterAll(async () => {
    await host.close();
    await fleet.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function newest(expr: string): Promise<number[]> {
    const nowMs = Date.now();
    const { values } = await client.call("panels.query", { expr, startMs: nowMs, endMs: nowMs, stepMs: 1000 });
    return values.map((column) => column.at(-1) ?? Number.NaN);
  }

  it("are read without a problem: three services, two releases of one of them, and NVIDIA's exporter", () => {
    expect(targets.map(({ problemCount, duplicates }) => problemCount + duplicates)).toEqual(targets.map(() => 0));
    const count = (job: string) => targets.filter((target) => target.job === job).length;
    expect({ vllm: count("vllm"), triton: count("triton"), gateway: count("gateway"), dcgm: count("dcgm") }).toEqual({
      vllm: 8,
      triton: 2,
      gateway: 2,
      dcgm: 1,
    });
    expect(new Set(targets.map(({ via }) => via))).toEqual(new Set(["forward"]));
  });

  it("answer PromQL", async () => {
    expect(await newest("sum(vllm:num_requests_running)")).toHaveLength(1);
    expect(await newest("count by (version) (vllm:num_requests_running)")).toEqual([7, 1]);
    const [p99] = await newest("histogram_quantile(0.99, sum by (le) (vllm:time_to_first_token_seconds_bucket))");
    expect(p99).toBeGreaterThan(0.3);
    expect(p99).toBeLessThan(10);
    const own = 'avg(nvidia_smi_utilization_gpu_ratio{instance="gpu-a01"})';
    const [difference] = await newest(`avg(DCGM_FI_DEV_GPU_UTIL{instance="gpu-a01"}) - 100 * ${own}`);
    expect(Math.abs(difference ?? Number.NaN)).toBeLessThan(10);
    const { metrics } = await client.call("sources.metadata", { source: "local" });
    expect(metrics.find(({ name }) => name === "vllm:time_to_first_token_seconds")).toMatchObject({
      type: "histogram",
    });
  });

  it("are proposed where the workspace does not name them, and read once they are added", async () => {
    let found: readonly { readonly port: number; readonly job: string }[] = [];
    const open = client.open(
      "scrape.proposals",
      { host: "gpu-c01" },
      {
        onItem: ({ proposals, problem }) => {
          expect(problem).toBeNull();
          found = proposals;
        },
        onEnd: () => {},
      },
    );
    await until(() => found.length > 0);
    open.dispose();
    expect(found.map(({ port, job }) => [port, job])).toEqual([
      [8000, "vllm"],
      [8001, "vllm"],
      [9400, "dcgm"],
    ]);
    const { file } = await client.call("scrape.add", { host: "gpu-c01", job: "dcgm", port: 9400, path: "/metrics" });
    expect(readFileSync(file, "utf8")).toMatch(/name: gpu-c01\n.*\n.*\n {4}scrape:\n {6}- job: dcgm\n {8}port: 9400\n/);
    await until(() => targets.some((target) => target.host === "gpu-c01" && target.health.kind === "up"), 20_000);
    await expect(
      client.call("scrape.add", { host: "nobody", job: "x", port: 1, path: "/metrics" }),
    ).rejects.toMatchObject({
      code: "WORKSPACE_INVALID",
    });
    await expect(client.call("scrape.add", { host: "gpu-c01", job: "x", port: 1, path: 'x"y' })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  });

  it("are judged: what the gateway's authors made in a hurry is found", async () => {
    const gateway = targets.find(({ job }) => job === "gateway");
    const { findings, series } = await client.call("scrape.report", { target: gateway?.id ?? "" });
    expect(series).toBeGreaterThan(50);
    expect(findings.map(({ rule, metric }) => `${rule} ${metric}`)).toEqual(
      expect.arrayContaining([
        "nonBaseUnit gateway_upstream_latency_ms",
        "missingHelp gateway_upstream_latency_ms",
        "wrongSuffix gateway_retries",
        "bucketCoverage http_request_duration_seconds",
      ]),
    );
    await expect(client.call("scrape.report", { target: "none" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
