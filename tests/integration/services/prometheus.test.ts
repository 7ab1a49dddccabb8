import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dialServer } from "../../../electron/host/dialServer.ts";
import { createHttpService } from "../../../electron/services/http/createHttpService.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { createServicesService } from "../../../electron/services/services/createServicesService.ts";
import type { ServicesService } from "../../../electron/services/services/types.ts";
import { createPrometheusSource } from "../../../electron/services/sources/prometheus/createPrometheusSource.ts";
import type { ServerSource } from "../../../electron/services/sources/types.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { serviceBoard } from "../../../shared/domain/services/board.ts";
import { comparedFigures } from "../../../shared/domain/services/comparison.ts";
import { serviceScope } from "../../../shared/domain/services/serviceScope.ts";
import { parseWorkspace } from "../../../shared/domain/workspace/parse.ts";
import { buildSummary } from "../../builders/hosts.ts";
import { ManualClock } from "../../doubles/manualClock.ts";
import { type ExposedSeries, type Prometheus, startPrometheus } from "../../harness/prometheus.ts";
import { requireTool } from "../../harness/requireTool.ts";
import { until } from "../../harness/until.ts";

const prometheus = requireTool("prometheus");
const promtool = requireTool("promtool");

const stepMs = 15_000;
const startMs = Math.floor(Date.UTC(2026, 10, 20, 2) / stepMs) * stepMs;
const rows = 200;
const endMs = startMs + rows * stepMs;

const replicas = [
  { instance: "gpu-a01:8000", version: "v1", job: "vllm" },
  { instance: "gpu-a02:8000", version: "v2", job: "vllm" },
];

/** Two replicas of two releases, of which the older one has the older names; the second target went down at the end. */
function* series(): Generator<ExposedSeries> {
  const of = (name: string, labels: Readonly<Record<string, string>>, value: (row: number) => number) => ({
    name,
    labels,
    samples: Array.from({ length: rows + 1 }, (_, row): [number, number] => [startMs + row * stepMs, value(row)]),
  });
  for (const [index, labels] of replicas.entries()) {
    yield of("up", labels, (row) => (index === 1 && row === rows ? 0 : 1));
    yield of("vllm:num_requests_running", labels, () => 10);
    yield of(index === 0 ? "vllm:gpu_cache_usage_perc" : "vllm:kv_cache_usage_perc", labels, () => 0.4 + index * 0.2);
    const finished = (finished_reason: string, perRow: number) =>
      of("vllm:request_success_total", { ...labels, finished_reason }, (row) => row * perRow);
    yield finished("stop", 27);
    yield finished("abort", 3);
    yield of("vllm:generation_tokens_total", labels, (row) => row * 1500);
    for (const [le, share] of [
      ["1", 0.5],
      ["2", 1],
      ["+Inf", 1],
    ] as const) {
      yield of("vllm:e2e_request_latency_seconds_bucket", { ...labels, le }, (row) => row * 30 * share);
    }
  }
  yield of("my_queue_depth", { job: "batch", instance: "b:1" }, () => 5);
  yield of("http_requests_total", { job: "api", instance: "a:1", code: "200" }, (row) => row);
}

describe.skipIf(prometheus === null || promtool === null)("services of a real Prometheus", () => {
  let folder: string;
  let server: Prometheus;
  let source: ServerSource;
  let services: ServicesService;
  /** It is when the samples end. */
  const clock = new ManualClock(endMs);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "midwatch-services-"));
    server = await startPrometheus({ prometheus: prometheus ?? "", promtool: promtool ?? "" }, folder, series());
    const http = createHttpService({
      secrets: { get: async () => null },
      workspaceFolder: "/",
      dial: dialServer(() => null),
    });
    source = createPrometheusSource({ kind: "prometheus", name: "eu", url: server.url }, { http, clock });
    services = createServicesService({
      clock,
      log: silentLog,
      sources: { get: () => source, servers: [source] },
      scrape: { states: [], onChange: new Emitter<readonly string[]>().event },
      alerts: () => [],
      hosts: () =>
        ["gpu-a01", "gpu-a02"].map((name) => buildSummary({ name, gpuModel: "H100 80 GB", gpusExpected: 8 })),
    });
  });
  afterAll(async () => {
    services.dispose();
    source.dispose();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const stateOf = (name: string) => services.states.find(({ definition }) => definition.name === name);

  it("are found by the jobs in which a preset knows its metrics", async () => {
    services.setWorkspace(parseWorkspace("version: 1\nname: Fleet\n", "midwatch.yaml").file);
    const watching = services.watch();
    await until(() => services.definitions.length > 0, 10_000);
    expect(services.definitions.map(({ name, source: from }) => [name, from])).toEqual([
      ["api", "eu"],
      ["vllm", "eu"],
    ]);
    watching.dispose();
  });

  it("have figures over old and new names, their targets and hosts", async () => {
    services.setWorkspace(
      parseWorkspace(
        [
          "version: 1",
          "name: Fleet",
          "hosts: [{ name: gpu-a01 }, { name: gpu-a02 }]",
          "sources: [{ kind: prometheus, name: eu, url: 'http://127.0.0.1:1' }]",
          `services: [{ name: chat, source: eu, targets: '{job="vllm"}' }, { name: gone, source: eu, targets: '{job="gone"}' }, { name: batch, source: eu, targets: '{job="batch"}' }]`,
          "prices: { gpuHour: 2 }",
          "",
        ].join("\n"),
        "midwatch.yaml",
      ).file,
    );
    const watching = services.watch();
    await until(() => services.states.every(({ health }) => health.kind !== "waiting"), 10_000);
    const chat = stateOf("chat");
    expect(chat).toMatchObject({
      health: { kind: "degraded", down: 1, targets: 2 },
      kind: "vLLM",
      hosts: ["gpu-a01", "gpu-a02"],
      cost: { kind: "known", gpus: 16, perHour: 32 },
    });
    expect(chat?.signals.requests).toBeCloseTo(4, 6);
    expect(chat?.signals.generationTokens).toBeCloseTo(200, 6);
    expect(chat?.signals.kvCache).toBeCloseTo(0.5, 9);
    expect(chat?.signals.p50).toBeCloseTo(1, 9);
    expect(chat?.signals.abortRatio).toBeCloseTo(0.1, 9);
    // Nobody failed: that is counted, and is zero.
    expect(chat?.signals.errorRatio).toBe(0);
    expect(stateOf("gone")?.health).toEqual({ kind: "noData" });
    expect(stateOf("batch")).toMatchObject({ kind: null, signals: {} });
    watching.dispose();
  });

  it("have a board and releases side by side, in PromQL that the server takes", async () => {
    const chat = stateOf("chat");
    const facts = services.facts("chat");
    if (!chat || !facts) throw new Error("chat was not evaluated");
    expect(facts.versions).toEqual({ label: "version", values: ["v1", "v2"] });
    const scope = serviceScope(chat.definition, facts, "5m");
    const queries = [
      ...serviceBoard(scope, facts, () => "none").flatMap(({ panels }) => panels.flatMap((panel) => panel.queries)),
      ...comparedFigures({ ...scope, by: "version" }, facts),
    ];
    expect(queries.length).toBeGreaterThan(12);
    for (const { expr } of queries) {
      const answer = await source.queryInstant({ expr, timeMs: endMs });
      expect([expr, answer.kind === "vector" && answer.samples.length > 0]).toEqual([expr, true]);
      expect([expr, answer.warnings]).toEqual([expr, []]);
    }
  });
});
