import { describe, expect, test } from "vitest";
import {
  adapterQuery,
  readAdapterConfig,
  ruleOfMetric,
} from "../../../../shared/domain/kubernetes/doctor/adapterRules.ts";
import { apiService, apiServiceLink } from "../../../../shared/domain/kubernetes/doctor/apiServiceLink.ts";
import { valuesLink } from "../../../../shared/domain/kubernetes/doctor/metricValues.ts";
import { scaledObjectLink } from "../../../../shared/domain/kubernetes/doctor/scaledObjectLink.ts";

const config = `
rules:
- seriesQuery: '{__name__=~"^container_.*",container!="POD",namespace!="",pod!=""}'
  resources: { overrides: { namespace: {resource: "namespace"}, pod: {resource: "pod"} } }
  name: { matches: "^container_(.*)_seconds_total$" }
  metricsQuery: 'sum(rate(<<.Series>>{<<.LabelMatchers>>,container!="POD"}[2m])) by (<<.GroupBy>>)'
- seriesQuery: 'DCGM_FI_DEV_GPU_UTIL{exported_namespace!="",exported_pod!=""}'
  resources: { overrides: { exported_namespace: {resource: namespace}, exported_pod: {resource: pod} } }
  name: { as: gpu_utilization }
  metricsQuery: 'avg(<<.Series>>{<<.LabelMatchers>>}) by (<<.GroupBy>>)'
- seriesQuery: 'vllm:num_requests_waiting'
  resources: { template: "<<.Resource>>" }
  name: { matches: "^vllm:(.*)$", as: "vllm_\${1}" }
  metricsQuery: 'sum(<<.Series>>{<<.LabelMatchers>>}) by (<<.GroupBy>>)'
externalRules:
- seriesQuery: 'queue_depth'
  metricsQuery: 'max(<<.Series>>)'
`;
const rules = readAdapterConfig(config);
if ("problem" in rules) throw new Error(rules.problem);

describe("the adapter's rules", () => {
  test.each([
    ["cpu_usage", "container_cpu_usage_seconds_total"],
    ["gpu_utilization", "DCGM_FI_DEV_GPU_UTIL"],
    ["vllm_num_requests_waiting", "vllm:num_requests_waiting"],
  ])("%s is made of %s", (metric, series) => expect(ruleOfMetric(rules.rules, metric)?.series).toBe(series));

  test("what none makes is not made by another's name", () => {
    const named = rules.rules.filter(({ seriesQuery }) => !seriesQuery.includes("__name__"));
    expect(ruleOfMetric(named, "DCGM_FI_DEV_GPU_UTIL")).toBeNull();
    expect(ruleOfMetric(named, "queue_depth")).toBeNull();
    expect(ruleOfMetric(rules.rules, "queue_depth")?.isNamed).toBe(false);
    expect(ruleOfMetric(rules.externalRules, "queue_depth")?.series).toBe("queue_depth");
  });

  test("ask by the labels that the rule names for namespace and pod", () => {
    const found = ruleOfMetric(rules.rules, "gpu_utilization");
    expect(found && adapterQuery(found, "serving", "pod")).toBe(
      'avg(DCGM_FI_DEV_GPU_UTIL{exported_namespace="serving"}) by (exported_pod)',
    );
    const templated = ruleOfMetric(rules.rules, "vllm_num_requests_waiting");
    expect(templated && adapterQuery(templated, "serving", "pod")).toBe(
      'sum(vllm:num_requests_waiting{namespace="serving"}) by (pod)',
    );
  });

  test("a configuration that is no YAML is told with its line", () => {
    const read = readAdapterConfig(
      'rules:\n- seriesQuery: up\n  metricsQuery: "sum(rate(<<.Series>>{container!="POD"}[2m]))"\n',
    );
    expect(read).toEqual({ problem: expect.stringMatching(/^line 3, column \d+: /) });
  });
});

describe("values", () => {
  const answer = (...values: readonly string[]) => ({
    items: values.map((value, index) => ({ describedObject: { kind: "Pod", name: `web-${index}` }, value })),
  });
  test("are shown in plain figures", () => {
    expect(valuesLink("Values", answer("5914m"))).toMatchObject({ state: "sound", text: "1 value: web-0 5.914" });
  });
  test("none break the chain; nothing but zeros, and pods left out, are doubtful", () => {
    expect(valuesLink("Values", answer()).state).toBe("broken");
    expect(valuesLink("Values", answer("0", "0"))).toMatchObject({
      state: "doubtful",
      next: expect.stringContaining("division by zero"),
    });
    expect(valuesLink("Values", answer("3"), { pods: 2 }).state).toBe("doubtful");
    expect(valuesLink("Values", { nothing: true }).state).toBe("broken");
  });
});

test.each([
  ["True", "Passed", "sound", null],
  ["False", "MissingEndpoints", "broken", /No pod of the adapter is ready/],
  ["False", "FailedDiscoveryCheck", "broken", /certificate/],
  ["False", "SomethingNew", "broken", /pods and log/],
] as const)("an API that is available %s by %s is %s", (status, reason, state, next) => {
  const read = apiService.parse({ status: { conditions: [{ type: "Available", status, reason, message: "why" }] } });
  const found = apiServiceLink("v1beta1.custom.metrics.k8s.io", read);
  expect(found.state).toBe(state);
  if (next) expect(found.next).toMatch(next);
});

describe("a ScaledObject of KEDA", () => {
  const trigger = {
    serverAddress: "http://prometheus.monitoring:9090",
    query: "sum(queue)",
    ignoreNullValues: "false",
  };
  const scaled = (status: object, metadata: Readonly<Record<string, string>> = trigger, annotations = {}) => ({
    metadata: { name: "vllm", annotations },
    spec: { triggers: [{ type: "prometheus", metadata }] },
    status,
  });
  const ready = { conditions: [{ type: "Ready", status: "True" }] };
  test.each([
    [scaled(ready), "sound", /ready/],
    [scaled(ready, { ...trigger, ignoreNullValues: "true" }), "doubtful", /empty answer counts as 0/],
    [
      scaled({ ...ready, health: { s0: { numberOfFailures: 4, status: "Failing" } } }),
      "broken",
      /s0, 4 times in a row/,
    ],
    [scaled(ready, trigger, { "autoscaling.keda.sh/paused": "true" }), "broken", /paused/],
    [scaled({ conditions: [{ type: "Fallback", status: "True" }] }), "doubtful", /falls back/],
  ] as const)("%#", (object, state, text) => {
    const found = scaledObjectLink(object);
    expect(found).toMatchObject({ state, text: expect.stringMatching(text) });
  });
});
