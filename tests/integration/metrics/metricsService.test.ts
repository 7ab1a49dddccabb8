import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { silentLog } from "../../../electron/services/log.ts";
import { createMetricsService } from "../../../electron/services/metrics/createMetricsService.ts";
import type { MetricsService } from "../../../electron/services/metrics/types.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";

const workerFile = fileURLToPath(new URL("../../../electron/services/metrics/samplesWorker.ts", import.meta.url));
const startMs = Math.floor(Date.now() / 1000) * 1000 - 3_600_000;
const gpu0 = { gpu: "0" };
const gpu1 = { gpu: "1" };

let folder: string;
const open: MetricsService[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-metrics-"));
});

afterEach(async () => {
  for (const service of open.splice(0)) {
    await service.close();
    service.dispose();
  }
  rmSync(folder, { recursive: true, force: true });
});

function start(options: { databaseFile?: string | null } = {}): MetricsService {
  const service = createMetricsService({
    workerFile,
    databaseFile: options.databaseFile === undefined ? join(folder, "samples.db") : options.databaseFile,
    retentionMs: 15 * 86_400_000,
    memoryCapBytes: 64_000_000,
    clock: systemClock,
    log: silentLog,
  });
  open.push(service);
  return service;
}

async function stop(service: MetricsService): Promise<void> {
  await service.close();
  service.dispose();
  open.splice(open.indexOf(service), 1);
}

function query(service: MetricsService, expr: string, fromSeconds: number, toSeconds: number, stepSeconds = 1) {
  return service.queryRange({
    expr,
    startMs: startMs + fromSeconds * 1000,
    endMs: startMs + toSeconds * 1000,
    stepMs: stepSeconds * 1000,
  });
}

describe("samples through the worker", () => {
  test("rows come back as columns, by selector", async () => {
    const service = start();
    const target = service.target({ instance: "gpu-a09", job: "gpu" });
    for (let i = 0; i < 1000; i++) {
      target.append(startMs + i * 1000, [
        { name: "load", labels: gpu0, value: i },
        { name: "load", labels: gpu1, value: i / 2 },
      ]);
    }
    const frame = await query(service, 'load{gpu=~"0|1",instance="gpu-a09"}', 100, 999, 100);
    expect(frame.series).toEqual([
      { name: "load", labels: { gpu: "0", instance: "gpu-a09", job: "gpu" } },
      { name: "load", labels: { gpu: "1", instance: "gpu-a09", job: "gpu" } },
    ]);
    expect(frame.values.map((column) => [...column])).toEqual([
      [100, 200, 300, 400, 500, 600, 700, 800, 900],
      [50, 100, 150, 200, 250, 300, 350, 400, 450],
    ]);
    expect(frame.timesMs[1]).toBe(startMs + 200_000);
    expect(await service.series("load", startMs, startMs + 1000)).toHaveLength(2);
    expect(await service.stats()).toMatchObject({ seriesCount: 2, samplesTotal: 2000, problem: null });
  });
});
