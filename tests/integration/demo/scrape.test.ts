import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ScrapeState } from "../../../shared/domain/metrics/scrapeState.ts";
import { type DemoConsole, startDemoConsole } from "../../harness/demoConsole.ts";
import { until } from "../../harness/until.ts";

describe("the demo fleet's applications, through the whole console", () => {
  let demo: DemoConsole;
  let targets: readonly ScrapeState[] = [];

  beforeAll(async () => {
    demo = await startDemoConsole();
    demo.client.open(
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
    await demo.stop();
  });

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
    expect(await demo.newest("sum(vllm:num_requests_running)")).toHaveLength(1);
    expect(await demo.newest("count by (version) (vllm:num_requests_running)")).toEqual([7, 1]);
    const [p99] = await demo.newest("histogram_quantile(0.99, sum by (le) (vllm:time_to_first_token_seconds_bucket))");
    expect(p99).toBeGreaterThan(0.3);
    expect(p99).toBeLessThan(10);
    const own = 'avg(nvidia_smi_utilization_gpu_ratio{instance="gpu-a01"})';
    const [difference] = await demo.newest(`avg(DCGM_FI_DEV_GPU_UTIL{instance="gpu-a01"}) - 100 * ${own}`);
    expect(Math.abs(difference ?? Number.NaN)).toBeLessThan(10);
    const { metrics } = await demo.client.call("sources.metadata", { source: "local" });
    expect(metrics.find(({ name }) => name === "vllm:time_to_first_token_seconds")).toMatchObject({
      type: "histogram",
    });
  });

  it("are proposed where the workspace does not name them, and read once they are added", async () => {
    let found: readonly { readonly port: number; readonly job: string }[] = [];
    const open = demo.client.open(
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
    const { file } = await demo.client.call("scrape.add", {
      host: "gpu-c01",
      job: "dcgm",
      port: 9400,
      path: "/metrics",
    });
    expect(readFileSync(file, "utf8")).toMatch(/name: gpu-c01\n.*\n.*\n {4}scrape:\n {6}- job: dcgm\n {8}port: 9400\n/);
    await until(() => targets.some((target) => target.host === "gpu-c01" && target.health.kind === "up"), 20_000);
    await expect(
      demo.client.call("scrape.add", { host: "nobody", job: "x", port: 1, path: "/metrics" }),
    ).rejects.toMatchObject({
      code: "WORKSPACE_INVALID",
    });
    await expect(
      demo.client.call("scrape.add", { host: "gpu-c01", job: "x", port: 1, path: 'x"y' }),
    ).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  });

  it("are judged: what the gateway's authors made in a hurry is found", async () => {
    const gateway = targets.find(({ job }) => job === "gateway");
    const { findings, series } = await demo.client.call("scrape.report", { target: gateway?.id ?? "" });
    expect(series).toBeGreaterThan(50);
    expect(findings.map(({ rule, metric }) => `${rule} ${metric}`)).toEqual(
      expect.arrayContaining([
        "nonBaseUnit gateway_upstream_latency_ms",
        "missingHelp gateway_upstream_latency_ms",
        "wrongSuffix gateway_retries",
        "bucketCoverage http_request_duration_seconds",
      ]),
    );
    await expect(demo.client.call("scrape.report", { target: "none" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
