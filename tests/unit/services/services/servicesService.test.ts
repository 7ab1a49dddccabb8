import { describe, expect, test } from "vitest";
import { silentLog } from "../../../../electron/services/log.ts";
import { createServicesService } from "../../../../electron/services/services/createServicesService.ts";
import type { MetricSource } from "../../../../electron/services/sources/types.ts";
import { Emitter } from "../../../../shared/base/emitter.ts";
import { MidwatchError } from "../../../../shared/base/errors.ts";
import type { InstantAnswer } from "../../../../shared/domain/metrics/model.ts";
import type { ScrapeState } from "../../../../shared/domain/metrics/scrapeState.ts";
import type { WorkspaceFile } from "../../../../shared/domain/workspace/model.ts";
import { parseWorkspace } from "../../../../shared/domain/workspace/parse.ts";
import { buildSummary } from "../../../builders/hosts.ts";
import { ManualClock } from "../../../doubles/manualClock.ts";

const startMs = Date.UTC(2026, 10, 19, 2, 0, 0);
const names = ["vllm:num_requests_running", "vllm:num_requests_waiting", "vllm:request_success_total"];

function target(host: string, labels: Readonly<Record<string, string>>, kind: "up" | "down" | "hostDown"): ScrapeState {
  const error = { code: "UNAVAILABLE", message: "refused", atMs: startMs } as const;
  return {
    id: `${host} ${JSON.stringify(labels)}`,
    host,
    job: "vllm",
    url: "http://127.0.0.1:8000/metrics",
    labels: { ...labels },
    intervalMs: 5000,
    health: kind === "up" ? { kind } : kind === "down" ? { kind, error, sinceMs: startMs } : { kind, sinceMs: startMs },
    via: "forward",
    lastAtMs: startMs,
    lastDurationMs: 4,
    samples: 100,
    bytes: 1000,
    largest: [],
    problems: [],
    problemCount: 0,
    duplicates: 0,
    truncated: false,
    outOfTime: 0,
  };
}

/** A source that answers every instant query alike, for as long as it has something. */
function setUp(file: string | null = null) {
  const clock = new ManualClock(startMs);
  const scrapeChanged = new Emitter<readonly string[]>();
  const world = {
    targets: [target("gpu-a01", { version: "v1" }, "up"), target("gpu-a01", { version: "v2" }, "up")],
    names: names as readonly string[],
    value: 3 as number | null,
    failing: false,
  };
  const asked: string[] = [];
  const answer = (): InstantAnswer => ({
    kind: "vector",
    timeMs: clock.nowMs(),
    samples: world.value === null ? [] : [{ series: { name: "", labels: {} }, value: world.value }],
    warnings: [],
    infos: [],
  });
  const fail = () => {
    if (world.failing) throw new MidwatchError("UNAVAILABLE", "The source is starting");
  };
  const source: MetricSource = {
    name: "local",
    kind: "local",
    async queryInstant({ expr }) {
      asked.push(expr);
      fail();
      return answer();
    },
    async queryRange({ startMs: from, endMs, stepMs }) {
      const count = Math.floor((endMs - from) / stepMs) + 1;
      const timesMs = Float64Array.from({ length: count }, (_, index) => from + index * stepMs);
      return {
        frame: { timesMs, series: [{ name: "", labels: {} }], values: [timesMs.map(() => 2)] },
        warnings: [],
        infos: [],
      };
    },
    labelNames: async () => [],
    async labelValues() {
      fail();
      return world.names;
    },
    series: async () => ["v1", "v2"].map((version) => ({ name: names[2] ?? "", labels: { job: "vllm", version } })),
    metadata: async () => new Map([["vllm:request_success", { type: "counter" as const, help: "", unit: "" }]]),
  };
  const services = createServicesService({
    clock,
    log: silentLog,
    sources: { get: () => source, servers: [] },
    scrape: {
      get states() {
        return world.targets;
      },
      onChange: scrapeChanged.event,
    },
    alerts: () => [],
    hosts: () => [buildSummary({ name: "gpu-a01", gpuModel: "H100 80 GB", gpusExpected: 8, gpusReporting: 8 })],
  });
  services.setWorkspace(file === null ? null : workspace(file));
  return {
    clock,
    world,
    asked,
    services,
    tell: () => scrapeChanged.fire([]),
    state: () => services.states[0],
  };
}

function workspace(text: string): WorkspaceFile | null {
  return parseWorkspace(`version: 1\nname: Fleet\nhosts:\n  - name: gpu-a01\n${text}`, "midwatch.yaml").file;
}

describe("services", () => {
  test("are asked for only while somebody watches", async () => {
    const { clock, services, asked, state } = setUp();
    await clock.advance(20_000);
    expect(asked).toEqual([]);
    expect(state()?.health).toEqual({ kind: "waiting" });
    const first = services.watch();
    const second = services.watch();
    await clock.advance(6000);
    const whileWatched = asked.length;
    expect(whileWatched).toBeGreaterThan(0);
    first.dispose();
    await clock.advance(6000);
    expect(asked.length).toBeGreaterThan(whileWatched);
    second.dispose();
    const atTheEnd = asked.length;
    await clock.advance(60_000);
    expect(asked.length).toBe(atTheEnd);
    services.dispose();
  });

  test("have their figures, hosts, GPUs, price and releases", async () => {
    const { clock, services, state } = setUp(
      "services:\n  - { name: chat, targets: '{job=\"vllm\"}' }\nprices: { gpuHour: { H100: 2 } }\n",
    );
    services.watch();
    await clock.advance(100);
    expect(state()).toMatchObject({
      definition: { name: "chat", origin: "workspace" },
      health: { kind: "ok" },
      kind: "vLLM",
      signals: { running: 3, waiting: 3, requests: 3 },
      signalsAtMs: startMs,
      hosts: ["gpu-a01"],
      gpus: { reporting: 8, expected: 8 },
      cost: { kind: "known", gpus: 8, perHour: 16 },
    });
    expect(services.facts("chat")).toMatchObject({
      presets: ["vllm"],
      versions: { label: "version", values: ["v1", "v2"] },
      metrics: expect.arrayContaining([{ name: "vllm:request_success_total", type: "counter" }]),
    });
    expect(() => services.facts("other")).toThrow("no service called other");
    services.dispose();
  });

  test("keep their last figures while they cannot be read, and say why and since when", async () => {
    const { clock, services, world, state } = setUp();
    services.watch();
    await clock.advance(100);
    world.failing = true;
    await clock.advance(12_000);
    expect(state()).toMatchObject({
      health: { kind: "failed", code: "UNAVAILABLE", message: "The source is starting" },
      signals: { running: 3 },
      signalsAtMs: startMs,
      sinceMs: startMs + 5000,
    });
    world.failing = false;
    await clock.advance(5000);
    expect(state()?.health).toEqual({ kind: "ok" });
    services.dispose();
  });

  test.each<[string, ("up" | "down" | "hostDown")[], number | null, object]>([
    ["one target does not answer", ["up", "down"], 3, { kind: "degraded", down: 1, targets: 2 }],
    ["no target answers", ["down", "down"], null, { kind: "down", targets: 2 }],
    ["nobody reaches the host", ["hostDown", "hostDown"], null, { kind: "stale", why: "unreachable" }],
    ["nothing was counted twice yet", ["up", "up"], null, { kind: "ok" }],
  ])("say that %s", async (_, kinds, value, health) => {
    const { clock, services, world, tell, state } = setUp();
    world.targets = kinds.map((kind, index) => target("gpu-a01", { version: `v${index}` }, kind));
    world.value = value;
    tell();
    services.watch();
    await clock.advance(100);
    expect(state()?.health).toEqual(health);
    services.dispose();
  });

  test("without a metric have no data, which is no zero", async () => {
    const { clock, services, world, state } = setUp("services:\n  - { name: chat, targets: '{model=\"x\"}' }\n");
    world.names = [];
    services.watch();
    await clock.advance(100);
    expect(state()).toMatchObject({ health: { kind: "noData" }, signals: {}, signalsAtMs: null, targets: [] });
    services.dispose();
  });

  test("that fell silent are stale, and what they told is still known", async () => {
    const { clock, services, world, state } = setUp("services:\n  - { name: chat, targets: '{model=\"x\"}' }\n");
    services.watch();
    await clock.advance(100);
    expect(state()?.health).toEqual({ kind: "ok" });
    world.names = [];
    world.value = null;
    await clock.advance(70_000);
    expect(state()).toMatchObject({ health: { kind: "stale", why: "noSamples" }, signals: { running: 3 } });
    expect(services.facts("chat")?.metrics).toHaveLength(3);
    services.dispose();
  });

  test("are found by job where the workspace names none, and go on while targets come", async () => {
    const { clock, services, world, tell, state } = setUp();
    expect(services.definitions.map(({ name, origin }) => [name, origin])).toEqual([["vllm", "found"]]);
    services.watch();
    await clock.advance(100);
    const told: number[] = [];
    services.onDefinitions(() => told.push(services.definitions.length));
    world.targets = [...world.targets, target("gpu-a02", {}, "up")];
    tell();
    expect(told).toEqual([]);
    expect(state()?.health).toEqual({ kind: "ok" });
    world.targets = [...world.targets, { ...target("gpu-a02", {}, "up"), job: "gateway" }];
    tell();
    expect(told).toEqual([2]);
    services.setWorkspace(workspace("services:\n  - { name: chat, targets: '{job=\"vllm\"}' }\n"));
    expect(services.definitions.map(({ name }) => name)).toEqual(["chat"]);
    services.dispose();
  });
});
