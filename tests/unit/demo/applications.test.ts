import { describe, expect, it } from "vitest";
import { type Application, applicationsOf } from "../../../electron/demo/simulation/applications/applications.ts";
import { listenersText } from "../../../electron/demo/simulation/applications/listeners.ts";
import { createFleet } from "../../../electron/demo/simulation/fleet.ts";
import { parseListeners } from "../../../shared/domain/host/listeners.ts";
import type { ExpositionSample } from "../../../shared/domain/metrics/exposition/model.ts";
import { ExpositionParser } from "../../../shared/domain/metrics/exposition/parser.ts";
import { serverOf } from "../../../shared/domain/metrics/knownServers.ts";

const wallStartMs = Date.UTC(2026, 10, 19, 2, 14, 22);
const fleet = createFleet(16, 1);
const all = () =>
  fleet.flatMap((host) => applicationsOf(host, wallStartMs).map((one) => ({ host: host.name, ...one })));

const key = ({ name, labels }: ExpositionSample) => JSON.stringify([name, labels]);
const read = ({ metrics }: Application, t: number) => new ExpositionParser().parse(metrics(t), "text");
const find = (application: Application, t: number, name: string) =>
  read(application, t).samples.filter((sample) => sample.name === name);
const total = (samples: readonly ExpositionSample[]) => samples.reduce((sum, { value }) => sum + value, 0);
const first = (job: Application["job"]) => {
  const found = all().find((one) => one.job === job);
  if (!found) throw new Error(`no ${job}`);
  return found;
};

describe("applications of the demo fleet", () => {
  it("are three services and NVIDIA's exporter, on ports of their own", () => {
    expect(new Set(all().map(({ job }) => job))).toEqual(new Set(["vllm", "triton", "gateway", "dcgm"]));
    for (const host of fleet) {
      const ports = applicationsOf(host, wallStartMs).map(({ port }) => port);
      expect(new Set(ports).size).toBe(ports.length);
    }
    expect(new Set(all().map(({ labels }) => labels.version))).toEqual(new Set([undefined, "v2.18.0", "v2.19.0"]));
    // Small fleets too.
    const few = createFleet(4, 1).flatMap((host) => applicationsOf(host, wallStartMs));
    expect(few.filter(({ job }) => job === "vllm").map(({ labels }) => labels.version)).toContain("v2.19.0");
    expect(few.some(({ job }) => job === "gateway")).toBe(true);
  });

  it.each(["vllm", "triton", "gateway", "dcgm"] as const)(
    "%s tells nothing that cannot be read, and is known by it",
    (job) => {
      const { problems, duplicates, reopened, samples } = read(first(job), 30);
      expect({ problems, duplicates, reopened }).toEqual({ problems: [], duplicates: 0, reopened: 0 });
      expect(serverOf(samples.map(({ name }) => name))?.job).toBe(job === "gateway" ? "web" : job);
      expect(samples.filter(({ name }) => name.endsWith("_created"))).toEqual([]);
    },
  );

  it.each(["vllm", "triton", "gateway"] as const)("%s's counters only rise, and its histograms add up", (job) => {
    const application = first(job);
    let before = new Map<string, number>();
    for (let t = 0; t < 120; t += 7.3) {
      const { samples } = read(application, t);
      for (const sample of samples) {
        const past = before.get(key(sample));
        if (past !== undefined && ["counter", "histogram", "summary"].includes(sample.family.type))
          expect(sample.value, key(sample)).toBeGreaterThanOrEqual(past);
      }
      before = new Map(samples.map((sample) => [key(sample), sample.value]));

      const runs = new Map<string, ExpositionSample[]>();
      for (const sample of samples) {
        if (!sample.name.endsWith("_bucket")) continue;
        const { le, ...labels } = sample.labels;
        const run = JSON.stringify([sample.family.name, labels]);
        runs.set(run, [...(runs.get(run) ?? []), sample]);
      }
      for (const [run, buckets] of runs) {
        const [name = "", labels] = JSON.parse(run);
        const values = buckets.map(({ value }) => value);
        expect(values).toEqual([...values].sort((a, b) => a - b));
        expect(buckets.at(-1)?.labels.le).toBe("+Inf");
        const count = samples.find(
          (one) => one.name === `${name}_count` && key(one) === JSON.stringify([one.name, labels]),
        );
        expect(count?.value).toBe(values.at(-1));
      }
    }
  });

  it.each(["vllm", "gateway"] as const)("a bucket of %s grows by no more than a wider one", (job) => {
    const application = first(job);
    let before = new Map<string, number>();
    for (let t = 0; t < 300; t += 4.9) {
      const grown = new Map<string, number>();
      const samples = read(application, t).samples.filter(({ name }) => name.endsWith("_bucket"));
      for (const sample of samples) {
        const { le: _, ...labels } = sample.labels;
        const series = JSON.stringify([sample.name, labels]);
        const growth = sample.value - (before.get(key(sample)) ?? sample.value);
        expect(growth, key(sample)).toBeGreaterThanOrEqual(grown.get(series) ?? 0);
        grown.set(series, growth);
      }
      before = new Map(samples.map((sample) => [key(sample), sample.value]));
    }
  });

  it("vLLM's figures agree with each other", () => {
    const server = first("vllm");
    const requests = total(find(server, 60, "vllm:e2e_request_latency_seconds_count"));
    expect(total(find(server, 60, "vllm:request_success_total"))).toBe(requests);
    expect(total(find(server, 60, "vllm:prompt_tokens_total"))).toBe(requests * 850);
    const sum = total(find(server, 60, "vllm:e2e_request_latency_seconds_sum"));
    expect(sum / requests).toBeGreaterThan(4);
    expect(sum / requests).toBeLessThan(14);
    const [usage] = find(server, 60, "vllm:kv_cache_usage_perc");
    expect(usage?.value).toBeGreaterThan(0.3);
    expect(usage?.value).toBeLessThanOrEqual(1);
  });

  it("the gateway's histograms with many and with few buckets count the same requests", () => {
    const gateway = first("gateway");
    // Each bucket is made whole by itself: they may differ by one for each.
    const [many, few] = ["http_request_duration_highr_seconds_count", "http_request_duration_seconds_count"].map(
      (name) => total(find(gateway, 40, name)),
    );
    expect(Math.abs((many ?? 0) - (few ?? 0))).toBeLessThan(30);
    expect(few).toBeGreaterThan(1000);
    expect(total(find(gateway, 40, "http_requests_total"))).toBe(
      total(find(gateway, 40, "http_request_duration_seconds_count")),
    );
  });

  it("requests follow the load: what a server does now is what its GPUs do", () => {
    const [idle] = createFleet(16, 1).filter(({ service }) => service.load === 0);
    expect(idle && applicationsOf(idle, wallStartMs).map(({ job }) => job)).toEqual(["dcgm"]);
    const dcgm = fleet
      .slice(0, 1)
      .flatMap((host) => applicationsOf(host, wallStartMs))
      .find(({ job }) => job === "dcgm");
    expect(dcgm && total(find(dcgm, 10, "DCGM_FI_DEV_GPU_UTIL"))).toBeGreaterThan(8 * 50);
  });

  it("is the same for the same seed and time, however often it was read before", () => {
    const [once, often] = [first("vllm"), first("vllm")];
    for (let t = 0; t < 90; t += 0.7) often.metrics(t);
    expect(often.metrics(90)).toBe(once.metrics(90));
  });

  it("listens where the host says it does", () => {
    const [host] = fleet;
    if (!host) throw new Error("no host");
    const applications = applicationsOf(host, wallStartMs);
    expect(parseListeners(listenersText(applications))).toEqual(
      [22, ...applications.map(({ port }) => port)].sort((a, b) => a - b),
    );
  });
});
