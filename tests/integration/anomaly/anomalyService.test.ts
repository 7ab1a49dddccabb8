import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAnomalyService } from "../../../electron/services/anomaly/createAnomalyService.ts";
import type { AnomalyService } from "../../../electron/services/anomaly/types.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { createMetricsService } from "../../../electron/services/metrics/createMetricsService.ts";
import type { MetricsService } from "../../../electron/services/metrics/types.ts";
import { createLocalSource } from "../../../electron/services/sources/localSource.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import type { Finding } from "../../../shared/domain/anomaly/finding.ts";
import { hostGroups } from "../../../shared/domain/anomaly/watchedGroups.ts";
import { SampleRow } from "../../../shared/domain/metrics/sampleRow.ts";
import { noisySeries } from "../../builders/noisySeries.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

const workerFile = fileURLToPath(new URL("../../../electron/services/metrics/samplesWorker.ts", import.meta.url));
const inMemory = { workerFile, databaseFile: null, retentionMs: 86_400_000, memoryCapBytes: 2 ** 24, log: silentLog };
const values = noisySeries(200, { seed: 1, level: 10, sigma: 1 });
const request = { values, startMs: 0, fromMs: 3_000_000, stepMs: 30_000, leastChange: 0 };
const stepMs = 30_000;
const passed = { timeout: 30_000, interval: 20 };

describe("what is to be expected of a series", () => {
  let metrics: MetricsService;
  let service: AnomalyService;
  beforeEach(() => {
    metrics = createMetricsService({ ...inMemory, clock: systemClock });
    service = createAnomalyService({
      ...{ metrics, clock: systemClock, log: silentLog, groups: () => [], releaseOf: () => null },
      sources: { get: () => Promise.reject(new Error("nothing is asked")) as never },
    });
  });
  afterEach(() => {
    service.dispose();
    metrics.dispose();
  });

  it("tells the band of a series", async () => {
    const band = await service.band(request);
    expect(band.timesMs).toHaveLength(100);
    expect(band.low.every((low, i) => low < 10 && (band.high[i] ?? 0) > 10)).toBe(true);
  });

  it("lets what is asked of the samples go first", async () => {
    const done: string[] = [];
    const long = service.band({ ...request, values: noisySeries(4000, { seed: 3, level: 10, sigma: 1 }) });
    const asked = metrics.queryInstant({ expr: "vector(1)", timeMs: 0 });
    await Promise.all([long.then(() => done.push("band")), asked.then(() => done.push("samples"))]);
    expect(done).toEqual(["samples", "band"]);
  });

  it("answers nobody who has left, and nobody after its end", async () => {
    const controller = new AbortController();
    const left = service.band(request, controller.signal);
    controller.abort();
    await expect(left).rejects.toMatchObject({ code: "CANCELLED" });
    metrics.dispose();
    await expect(service.band(request)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});

describe("passes over the samples of this console", () => {
  const clock = new ManualClock(Date.UTC(2026, 10, 19, 2, 0, 0));
  const gib = 2 ** 30;
  const labels = [{ gpu: "0" }, { gpu: "1" }];
  let metrics: MetricsService;
  let service: AnomalyService;

  beforeEach(() => {
    metrics = createMetricsService({ ...inMemory, clock });
  });
  afterEach(async () => {
    service.dispose();
    await metrics.close();
    metrics.dispose();
  });

  it("read what was stored, find what begins to be unusual, and what climbs to its limit", async () => {
    const target = metrics.target({ instance: "gpu-a01", job: "node" });
    const noise = noisySeries(400, { seed: 2, level: 0, sigma: 0.05 });
    const append = (step: number, timeMs: number, jump: number) =>
      target.append(
        timeMs,
        SampleRow.of(
          labels.flatMap((own, gpu) => [
            // GPU 0 leaks 3 GiB an hour from 55 GiB on; GPU 1 stays.
            {
              name: "nvidia_smi_memory_used_bytes",
              labels: own,
              value: (gpu === 0 ? 55 + step / 40 + (noise[step] ?? 0) : 40 + (noise[step] ?? 0) + jump) * gib,
            },
            { name: "nvidia_smi_memory_total_bytes", labels: own, value: 80 * gib },
          ]),
        ),
      );
    const steps = 300;
    // GPU 1 jumps in the last three minutes.
    for (let step = 0; step < steps; step += 1)
      append(step, clock.nowMs() - (steps - step) * stepMs, step < 294 ? 0 : 20);
    const local = createLocalSource(metrics, () => new Map());
    service = createAnomalyService({
      ...{ metrics, clock, log: silentLog, sources: { get: () => local }, releaseOf: () => null },
      groups: () => hostGroups,
    });
    const begun: Finding[] = [];
    service.onFinding((one) => begun.push(one));

    await clock.advance(20_000);
    await expect.poll(() => service.state.atMs, passed).not.toBeNull();
    expect(service.state).toMatchObject({
      series: 2,
      known: [{ title: "GPU 0 memory" }, { title: "GPU 1 memory" }],
      problem: null,
    });
    // What is unusual about one host is one finding.
    expect(begun).toHaveLength(1);
    expect(begun[0]?.subject).toEqual({ kind: "host", name: "gpu-a01" });
    const jumped = begun[0]?.signals.find(({ title }) => title === "GPU 1 memory");
    expect(jumped?.detectors).toContain("robustZ");
    expect(jumped?.value).toBeGreaterThan(55 * gib);
    expect(jumped?.high).toBeLessThan(45 * gib);
    const [trend] = service.state.trends;
    expect(trend).toMatchObject({ title: "GPU 0 memory", limit: 80 * gib });
    expect((trend?.perHour ?? 0) / gib).toBeCloseTo(3, 0);
  }, 60_000);
});
