import { expect, test } from "vitest";
import { evidenceChart, placeEvidence, queryBefore } from "../../../../../renderer/features/investigate/compared.ts";
import { gpuPanels, signalPanels, subjectPanels } from "../../../../../renderer/features/investigate/evidencePanels.ts";
import { podLines } from "../../../../../renderer/features/investigate/usePodLines.ts";
import { parseInvestigateView } from "../../../../../renderer/state/investigateView.ts";
import { MemorySamples } from "../../../../../shared/domain/alerts/ruleTests/memorySamples.ts";
import { queryInstant } from "../../../../../shared/domain/promql/engine/engine.ts";
import { LabelSet } from "../../../../../shared/domain/promql/engine/labelSet.ts";
import { parseQuery } from "../../../../../shared/domain/promql/parseQuery.ts";

test("a pod's lines are read in the cluster that the alert names, else in the only one", () => {
  const of = (cluster: string | null, ...names: readonly string[]) =>
    podLines(
      { pod: { cluster, namespace: "serving", name: "chat-0" }, service: null },
      null,
      names.map((name) => ({ name })),
    );
  expect(of("us", "eu", "us")).toEqual(["pod:us/serving/chat-0"]);
  expect(of("prometheus-1", "eu")).toEqual(["pod:eu/serving/chat-0"]);
  expect(of(null, "eu", "us")).toBeNull();
  expect(of(null)).toBeNull();
});

test("the lines of a service are those of its workloads' pods, not of a service that only shares a host", () => {
  const chat = { name: "chat", workloads: ["eu/serving/deployment/chat", "eu/serving/statefulset/cache"] };
  const sources = ["workload:eu/serving/deployment/chat", "workload:eu/serving/statefulset/cache"];
  expect(podLines({ pod: null, service: "chat" }, chat, [])).toEqual(sources);
  expect(podLines({ pod: null, service: null }, chat, [])).toBeNull();
  expect(podLines({ pod: null, service: "chat" }, { ...chat, workloads: null }, [])).toBeNull();
  const pod = { cluster: "eu", namespace: "serving", name: "chat-0" };
  expect(podLines({ pod, service: "chat" }, chat, [{ name: "eu" }])).toEqual(["pod:eu/serving/chat-0"]);
});

test("the subject stands alone; without a query there is none", () => {
  const [one] = subjectPanels(parseInvestigateView("expr=rate(x[5m])&title=Slow&source=prom"));
  expect(one).toMatchObject({ id: "subject", source: "prom", panel: { title: "Slow" } });
  expect(subjectPanels(parseInvestigateView("host=a"))).toEqual([]);
});

test("a service shows what it tells and nothing else", () => {
  const titles = (signals: Parameters<typeof signalPanels>[1]) =>
    signalPanels("local", signals).map(({ panel }) => `${panel.title} ${panel.queries.map(({ legend }) => legend)}`);
  expect(titles({})).toEqual([]);
  expect(titles({ mean: "m", requests: "r" })).toEqual(["Latency mean", "Requests requests"]);
  expect(titles({ p50: "a", p99: "b", mean: "m", errorRatio: "e", waiting: "w", kvCache: "k" })).toEqual([
    "Latency p99,p50",
    "Errors failed",
    "Queue waiting",
    "KV cache used",
  ]);
});

test("names of hosts are data in the queries of their GPUs", () => {
  expect(gpuPanels([])).toEqual([]);
  const odd = 'gpu.a"|.*';
  const samples = new MemorySamples();
  for (const instance of [odd, "b", "other"])
    samples.append(LabelSet.of({ __name__: "nvidia_smi_utilization_gpu_ratio", instance, gpu: "0" }), 1000, 0.5);
  const found = (hosts: readonly string[]) => {
    const expr = gpuPanels(hosts)[0]?.panel.queries[0]?.expr ?? "";
    const result = queryInstant(expr, 1000, { source: samples, checkpoint() {} });
    return result.kind === "vector" ? result.samples.map(({ labels }) => labels.get("instance")).sort() : null;
  };
  expect(found([odd])).toEqual([odd]);
  expect(found([odd, "b"])).toEqual(["b", odd]);
});

test("many hosts are told by the highest and the lowest of them", () => {
  const hosts = ["a", "b", "c", "d", "e"];
  const samples = new MemorySamples();
  for (const [place, instance] of hosts.entries())
    for (const gpu of ["0", "1"]) {
      const labels = LabelSet.of({ __name__: "nvidia_smi_utilization_gpu_ratio", instance, gpu });
      samples.append(labels, 1000, (place + Number(gpu)) / 10);
    }
  const values = gpuPanels(hosts)[0]?.panel.queries.map(({ legend, expr }) => {
    const result = queryInstant(expr, 1000, { source: samples, checkpoint() {} });
    return [legend, result.kind === "vector" ? result.samples.map(({ value }) => value) : null];
  });
  expect(values).toEqual([
    ["highest host", [0.45]],
    ["lowest host", [0.05]],
  ]);
});

test("the time before is the same query, as it was then", () => {
  const samples = new MemorySamples();
  const labels = LabelSet.of({ __name__: "load" });
  const hourMs = 3_600_000;
  samples.append(labels, hourMs, 3);
  samples.append(labels, 2 * hourMs, 8);
  const expr = queryBefore("load * 2", "1h", 15_000);
  const result = queryInstant(expr, 2 * hourMs, { source: samples, checkpoint() {} });
  expect(result).toMatchObject({ kind: "vector", samples: [{ value: 6 }] });
});

test("compared lines have names and colours of their own", () => {
  const [one] = subjectPanels(parseInvestigateView("expr=load&title=Load"));
  if (!one) throw new Error("There is no subject");
  const placed = placeEvidence(one, "1d", 15_000);
  expect(placed.queries.map(({ id }) => id)).toEqual(["subject 0", "subject 0 before"]);
  for (const { expr } of placed.queries) parseQuery(expr);
  const { line } = evidenceChart(placed, 1, "1d");
  const series = { name: "load", labels: { instance: "a" } };
  const [now, before] = placed.queries.map(({ id }) => line(series, id));
  expect(now?.label).toBe("a");
  expect(before?.label).toBe("a, 1d before");
  expect(before?.key).not.toBe(now?.key);
  expect(before?.slot).toBeGreaterThan(4);
});

test("the memory of an idle GPU fits beside its chart", () => {
  const memory = gpuPanels(["gpu-a01"]).find(({ panel }) => panel.title === "GPU memory");
  if (!memory) throw new Error("There is no memory");
  const { valueText } = evidenceChart(placeEvidence(memory, null, 15_000), 1, null);
  expect(valueText(0.000_065_1)).toBe("<0.01 %");
});
