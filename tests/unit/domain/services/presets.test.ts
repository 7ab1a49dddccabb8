import { describe, expect, test } from "vitest";
import { parseQuery } from "../../../../shared/domain/promql/parseQuery.ts";
import { serviceBoard } from "../../../../shared/domain/services/board.ts";
import type { ServiceFacts } from "../../../../shared/domain/services/model.ts";
import { presetsOf, serviceKind } from "../../../../shared/domain/services/presets/presets.ts";
import { serviceScope } from "../../../../shared/domain/services/serviceScope.ts";
import { changeQuery, signalQueries } from "../../../../shared/domain/services/signals.ts";

const histogram = (name: string) => [`${name}_bucket`, `${name}_sum`, `${name}_count`];

const vllm = [
  "vllm:num_requests_running",
  "vllm:num_requests_waiting",
  "vllm:kv_cache_usage_perc",
  "vllm:prompt_tokens_total",
  "vllm:generation_tokens_total",
  "vllm:request_success_total",
  "vllm:num_preemptions_total",
  ...histogram("vllm:time_to_first_token_seconds"),
  ...histogram("vllm:inter_token_latency_seconds"),
  ...histogram("vllm:e2e_request_latency_seconds"),
];
/** As a release before the renames tells it. */
const olderVllm = [
  "vllm:num_requests_running",
  "vllm:gpu_cache_usage_perc",
  "vllm:request_success_total",
  ...histogram("vllm:time_per_output_token_seconds"),
  ...histogram("vllm:e2e_request_latency_seconds"),
];
const sglang = [
  "sglang:num_running_reqs",
  "sglang:num_queue_reqs",
  "sglang:token_usage",
  "sglang:num_requests_total",
  "sglang:generation_tokens_total",
  ...histogram("sglang:e2e_request_latency_seconds"),
];
const tgi = [
  "tgi_queue_size",
  "tgi_batch_current_size",
  "tgi_request_count",
  ...histogram("tgi_request_duration"),
  ...histogram("tgi_request_generated_tokens"),
];
const triton = [
  "nv_inference_request_success",
  "nv_inference_request_failure",
  "nv_inference_request_duration_us",
  "nv_inference_queue_duration_us",
  "nv_inference_pending_request_count",
];
const fastApi = [
  "http_requests_total",
  ...histogram("http_request_duration_seconds"),
  ...histogram("http_request_duration_highr_seconds"),
];
const process = ["process_cpu_seconds_total", "process_resident_memory_bytes", "process_start_time_seconds"];

function factsOf(names: readonly string[], labels: readonly string[] = []): ServiceFacts {
  return {
    rateWindowMs: 60_000,
    presets: presetsOf(new Set(names)).map(({ id }) => id),
    metrics: names.map((name) => ({ name, type: name.endsWith("_total") ? "counter" : "gauge" })),
    labels: [...labels],
    versions: null,
  };
}

function scopeOf(names: readonly string[], labels: readonly string[] = []) {
  return serviceScope({ matchers: 'job="x"' }, factsOf(names, labels), "1m");
}

describe("a service is known by the names of its metrics", () => {
  test.each<[string, readonly string[], string[], string | null]>([
    ["vLLM", vllm, ["vllm"], "vLLM"],
    ["vLLM before its renames", olderVllm, ["vllm"], "vLLM"],
    ["vLLM with the web framework it embeds", [...fastApi, ...vllm, ...process], ["vllm", "web", "process"], "vLLM"],
    ["SGLang", sglang, ["sglang"], "SGLang"],
    ["TGI", tgi, ["tgi"], "Text Generation Inference"],
    ["Triton", triton, ["triton"], "Triton"],
    ["a web service", [...fastApi, ...process], ["web", "process"], "Web service"],
    ["a process that tells no more", process, ["process"], null],
    ["something else", ["my_jobs_total"], [], null],
    ["nothing", [], [], null],
  ])("%s", (_, names, ids, kind) => {
    const found = presetsOf(new Set(names));
    expect(found.map(({ id }) => id)).toEqual(ids);
    expect(serviceKind(found)).toBe(kind);
  });
});

describe("the signals of a service", () => {
  test.each<[string, readonly string[], readonly string[], string[]]>([
    [
      "vLLM",
      vllm,
      [],
      [
        ...["abortRatio", "errorRatio", "generationTokens", "kvCache", "p50", "p95", "p99"],
        ...["promptTokens", "requests", "running", "waiting"],
      ],
    ],
    ["SGLang", sglang, [], ["generationTokens", "kvCache", "p50", "p95", "p99", "requests", "running", "waiting"]],
    ["TGI", tgi, [], ["generationTokens", "p50", "p95", "p99", "requests", "running", "waiting"]],
    ["Triton, without quantiles", triton, [], ["errorRatio", "mean", "requests", "waiting"]],
    ["a web service with statuses", fastApi, ["status"], ["errorRatio", "p50", "p95", "p99", "requests"]],
    ["a web service that tells no status", fastApi, [], ["p50", "p95", "p99", "requests"]],
    ["a process", process, [], []],
  ])("of %s are those that it tells, and are PromQL", (_, names, labels, ids) => {
    const queries = signalQueries(scopeOf(names, labels));
    expect(Object.keys(queries).sort()).toEqual(ids);
    for (const expr of Object.values(queries)) expect(() => parseQuery(expr), expr).not.toThrow();
  });

  test("go by the newest name, and by the older one for replicas that have only that", () => {
    expect(signalQueries(scopeOf(olderVllm)).kvCache).toBe('avg(vllm:gpu_cache_usage_perc{job="x"})');
    expect(signalQueries(scopeOf([...vllm, ...olderVllm])).kvCache).toBe(
      'avg(vllm:kv_cache_usage_perc{job="x"} or vllm:gpu_cache_usage_perc{job="x"})',
    );
  });

  test("of a model server come before those of the web framework inside it", () => {
    expect(signalQueries(scopeOf([...fastApi, ...vllm])).requests).toBe(
      'sum(rate(vllm:request_success_total{job="x"}[1m]))',
    );
  });

  test("of Triton are what the microseconds grew by, over the requests", () => {
    expect(signalQueries(scopeOf(triton)).mean).toBe(
      'sum(rate(nv_inference_request_duration_us{job="x"}[1m])) * 0.000001 / sum(rate(nv_inference_request_success{job="x"}[1m]))',
    );
  });

  test("are told apart by a label", () => {
    expect(signalQueries({ ...scopeOf(vllm), by: "version" }).p99).toBe(
      'histogram_quantile(0.99, sum by (le, version) (rate(vllm:e2e_request_latency_seconds_bucket{job="x"}[1m])))',
    );
  });

  test("are compared with yesterday by what requests there are", () => {
    expect(changeQuery(scopeOf(fastApi))).toBe(
      'sum(rate(http_requests_total{job="x"}[1h])) / sum(rate(http_requests_total{job="x"}[1h] offset 1d)) - 1',
    );
    expect(changeQuery(scopeOf(process))).toBeNull();
  });
});

describe("the board of a service", () => {
  const board = (names: readonly string[], labels: readonly string[] = []) =>
    serviceBoard(scopeOf(names, labels), factsOf(names, labels), () => "none");

  test.each<[string, readonly string[], readonly string[]]>([
    ["vLLM", vllm, []],
    ["SGLang", sglang, []],
    ["TGI", tgi, []],
    ["Triton", triton, ["model", "version"]],
    ["a web service", fastApi, ["handler", "status", "method"]],
    ["a process", process, []],
    ["UTF-8 names", ["my.metric", "other.thing_total"], []],
  ])("of %s asks PromQL alone", (_, names, labels) => {
    const queries = board(names, labels).flatMap(({ panels }) => panels.flatMap((panel) => panel.queries));
    expect(queries.length).toBeGreaterThan(0);
    for (const { expr } of queries) expect(() => parseQuery(expr), expr).not.toThrow();
  });

  test("has a section for each thing the service is, and one for the rest", () => {
    const sections = board([...vllm, ...fastApi, ...process, "my_jobs_total", "up", "scrape_duration_seconds"]);
    expect(sections.map(({ title }) => title)).toEqual(["vLLM", "Web service", "Process", "Other metrics"]);
    expect(sections.at(-1)?.panels.map(({ title }) => title)).toEqual(["my_jobs_total"]);
  });

  test("of anything else: histograms as quantiles, counters as rates, gauges as they are", () => {
    const [plain] = board([...histogram("wait_seconds"), "jobs_total", "level"]);
    expect(plain?.panels.map(({ title, queries }) => [title, queries.map(({ expr }) => expr)])).toEqual([
      [
        "wait_seconds",
        [0.5, 0.95, 0.99].map((q) => `histogram_quantile(${q}, sum by (le) (rate(wait_seconds_bucket{job="x"}[1m])))`),
      ],
      ["jobs_total", ['sum(rate(jobs_total{job="x"}[1m]))']],
      ["level", ['level{job="x"}']],
    ]);
  });

  test("says how many metrics it leaves to Explore", () => {
    const [plain] = board(Array.from({ length: 30 }, (_, index) => `level_${index}`));
    expect([plain?.panels.length, plain?.left]).toEqual([24, 6]);
  });
});
