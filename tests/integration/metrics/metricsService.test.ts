import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { silentLog } from "../../../electron/services/log.ts";
import {
  createMetricsService,
  type MetricsServiceOptions,
} from "../../../electron/services/metrics/createMetricsService.ts";
import type { MetricsService } from "../../../electron/services/metrics/types.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import type { ColumnFrame, Sample } from "../../../shared/domain/metrics/model.ts";
import { SampleRow } from "../../../shared/domain/metrics/sampleRow.ts";
import { until } from "../../harness/until.ts";

const path = (relative: string) => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));
const workerFile = path("electron/services/metrics/samplesWorker.ts");
const startMs = Math.floor(Date.now() / 1000) * 1000 - 3_600_000;
const target = { instance: "gpu-a09", job: "gpu" };
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

function start(options: Partial<MetricsServiceOptions> = {}): MetricsService {
  const service = createMetricsService({
    workerFile,
    databaseFile: join(folder, "samples.db"),
    retentionMs: 15 * 86_400_000,
    memoryCapBytes: 64_000_000,
    clock: systemClock,
    log: silentLog,
    ...options,
  });
  open.push(service);
  return service;
}

const at = (seconds: number) => startMs + seconds * 1000;

async function query(
  service: MetricsService,
  expr: string,
  from: number,
  to: number,
  step = 1,
  signal?: AbortSignal,
): Promise<ColumnFrame> {
  const range = { expr, startMs: at(from), endMs: at(to), stepMs: step * 1000 };
  return (await service.queryRange(range, signal)).frame;
}

async function values(service: MetricsService, expr: string, from: number, to: number, step = 1): Promise<number[]> {
  const frame = await query(service, expr, from, to, step);
  return [...(frame.values[0] ?? [])];
}

const load = (value: number, more: readonly Sample[] = []) =>
  SampleRow.of([{ name: "load", labels: gpu0, value }, ...more]);
describe("samples through the worker", () => {
  test("rows come back as columns, by selector", async () => {
    const service = start();
    const { append } = service.target(target);
    for (let i = 0; i < 1000; i++) append(at(i), load(i, [{ name: "load", labels: gpu1, value: i / 2 }]));
    const frame = await query(service, 'load{gpu=~"0|1",instance="gpu-a09"}', 100, 999, 100);
    expect(frame.series).toEqual([
      { name: "load", labels: { gpu: "0", ...target } },
      { name: "load", labels: { gpu: "1", ...target } },
    ]);
    expect(frame.values.map((column) => [...column])).toEqual([
      [100, 200, 300, 400, 500, 600, 700, 800, 900],
      [50, 100, 150, 200, 250, 300, 350, 400, 450],
    ]);
    expect(frame.timesMs[1]).toBe(at(200));
    expect(await service.queryInstant({ expr: 'load{gpu="1"}', timeMs: at(7) })).toEqual({
      kind: "vector",
      timeMs: at(7),
      samples: [{ series: { name: "load", labels: { gpu: "1", ...target } }, value: 3.5 }],
      warnings: [],
      infos: [],
    });
    expect(await service.series(["load"], at(0), at(1))).toHaveLength(2);
    expect(await service.stats()).toMatchObject({ seriesCount: 2, samplesTotal: 2000, problem: null });
  });

  test("the whole language is answered, with its warnings and infos", async () => {
    const service = start();
    const { append } = service.target(target);
    for (let i = 0; i < 600; i++) append(at(i), load(i, [{ name: "load", labels: gpu1, value: 2 * i }]));
    const range = { expr: "sum by (job) (rate(load[1m]))", startMs: at(300), endMs: at(420), stepMs: 60_000 };
    const answer = await service.queryRange(range);
    expect(answer.frame.series).toEqual([{ name: "", labels: { job: "gpu" } }]);
    expect([...(answer.frame.values[0] ?? [])]).toEqual([3, 3, 3].map((value) => expect.closeTo(value, 12)));
    expect(answer.infos).toEqual([expect.stringMatching(/metric might not be a counter.*"load" \(1:20\)/)]);
    const at7 = (expr: string) => service.queryInstant({ expr, timeMs: at(7) });
    expect(await at7("quantile(2, load)")).toMatchObject({ warnings: [expect.stringContaining("between 0 and 1")] });
    expect(await at7("1 + 1")).toMatchObject({ kind: "scalar", value: 2 });
    expect(await at7('"text"')).toMatchObject({ kind: "string", value: "text" });
    expect(await at7('load{gpu="1"}[2s]')).toMatchObject({
      kind: "matrix",
      series: [{ timesMs: Float64Array.of(at(6), at(7)), values: Float64Array.of(12, 14) }],
    });
  });

  test("labels and their values, of the series that are asked for", async () => {
    const service = start();
    const { append } = service.target(target);
    append(
      at(0),
      load(1, [
        { name: "load", labels: gpu1, value: 1 },
        { name: "up", labels: {}, value: 1 },
      ]),
    );
    const window = [at(-10), at(10)] as const;
    expect(await service.labelNames([], ...window)).toEqual(["__name__", "gpu", "instance", "job"]);
    expect(await service.labelNames(["up"], ...window)).toEqual(["__name__", "instance", "job"]);
    expect(await service.labelNames([], at(100), at(200))).toEqual([]);
    expect(await service.labelValues("__name__", [], ...window)).toEqual(["load", "up"]);
    expect(await service.labelValues("gpu", ['load{gpu!="0"}', "up"], ...window)).toEqual(["1"]);
    expect(await service.series(["up", 'load{gpu="1"}'], ...window)).toEqual([
      { name: "up", labels: target },
      { name: "load", labels: { gpu: "1", ...target } },
    ]);
  });

  test("a disposed target's series end there", async () => {
    const service = start();
    const one = service.target(target);
    const nowSeconds = (Date.now() - startMs) / 1000;
    one.append(at(nowSeconds - 10), load(1));
    one.dispose();
    one.dispose();
    one.append(at(nowSeconds + 100), load(2));
    expect(await values(service, "load", nowSeconds - 10, nowSeconds + 200, 30)).toEqual([1, ...Array(7).fill(NaN)]);
    expect(await service.stats()).toMatchObject({ samplesTotal: 1, targetCount: 0 });
  });

  test("refusals keep code, place and text on their way between the threads", async () => {
    const service = start();
    await expect(query(service, "load{", 0, 1)).rejects.toMatchObject({
      code: "BAD_QUERY",
      detail: { position: { start: 5, end: 5 } },
      message: expect.stringContaining("Expected }"),
    });
    await expect(query(service, "info(load)", 0, 1)).rejects.toMatchObject({ code: "UNSUPPORTED" });
    await expect(query(service, "load[5m]", 0, 1)).rejects.toMatchObject({ code: "BAD_QUERY" });
    await expect(query(service, "load", 0, 20_000)).rejects.toMatchObject({ code: "LIMIT" });
    await expect(service.series(["{}"], 0, 1)).rejects.toMatchObject({ code: "BAD_QUERY" });
  });

  test("a cancelled query rejects at once and leaves the worker ready for others", async () => {
    const service = start();
    const { append } = service.target(target);
    const wide = Array.from({ length: 2000 }, (_, i) => ({ name: "wide", labels: { i: String(i) }, value: i }));
    for (let i = 0; i < 480; i++) append(at(i), SampleRow.of(wide));
    await service.stats();
    const abort = new AbortController();
    const heavy = Array.from({ length: 10 }, () => query(service, "wide", 0, 479, 1, abort.signal));
    abort.abort();
    for (const one of await Promise.allSettled(heavy)) {
      expect(one).toMatchObject({ status: "rejected", reason: { code: "CANCELLED" } });
    }
    await expect(query(service, "wide", 0, 1, 1, abort.signal)).rejects.toMatchObject({ code: "CANCELLED" });
    expect((await query(service, 'wide{i="7"}', 479, 479)).values[0]?.[0]).toBe(7);
  });

  test("many series that come and go do not grow the table of names without end", async () => {
    const service = start({ databaseFile: null });
    const { append } = service.target(target);
    for (let i = 0; i < 12_000; i++)
      append(at(i / 10), SampleRow.of([{ name: "short", labels: { i: String(i) }, value: i }]));
    append(at(1300), SampleRow.of([{ name: "short", labels: { i: "3" }, value: 33 }]));
    expect(await values(service, 'short{i="3"}', 1299, 1301)).toEqual([NaN, 33, 33]);
  });
});

describe("ends and starts", () => {
  test("closing writes all; another start continues", async () => {
    const first = start();
    const one = first.target(target);
    for (let i = 0; i < 300; i++) one.append(at(i), load(i));
    await first.close();
    await first.close();
    await expect(query(first, "load", 0, 1)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    const second = start();
    expect(await values(second, "load", 0, 299)).toEqual(Array.from({ length: 300 }, (_, i) => i));
  });

  test("kill -9 loses at most what was not flushed yet", async () => {
    const databaseFile = join(folder, "samples.db");
    const harness = fileURLToPath(new URL("../../harness/appendUntilKilled.ts", import.meta.url));
    const child = spawn(process.execPath, [harness, workerFile, databaseFile, String(startMs), "200"]);
    let written = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      written = Number(line);
      if (written >= 600) break;
    }
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("exit", resolve));

    const service = start();
    service.target(target).append(at(written + 400), SampleRow.of([{ name: "x", labels: {}, value: -1 }]));
    const shown = await values(service, "x", 0, written + 400);
    const kept = shown.findIndex((value) => Number.isNaN(value));
    // The child flushes every 200 ms, which is 100 rows or fewer.
    expect(kept).toBeGreaterThan(written - 300);
    expect(shown.slice(0, kept)).toEqual(Array.from({ length: kept }, (_, i) => i));
    expect(shown.slice(kept, -1).every(Number.isNaN)).toBe(true);
    expect(shown.at(-1)).toBe(-1);
    expect((await service.stats()).problem).toBeNull();
  });

  test("a worker that dies is replaced: it is told, and rows go on", async () => {
    const service = start({
      workerFile: fileURLToPath(new URL("../../harness/dyingSamplesWorker.ts", import.meta.url)),
      flushIntervalMs: 50,
    });
    let restarts = 0;
    service.onRestart(() => {
      restarts += 1;
    });
    const { append } = service.target(target);
    append(at(0), load(1));
    await service.stats();
    await until(() => existsSync(join(folder, "samples.db.died")));
    await untilAnswered(() => service.series(["load"], at(0), at(1)));
    const { problem } = await service.stats();
    expect(problem).toMatch(/ended unexpectedly.*Dying on purpose.*was started again/);
    expect(restarts).toBe(1);
    append(at(400), load(2));
    expect(await values(service, "load", 0, 400, 100)).toEqual([1, NaN, NaN, NaN, 2]);
  });

  test("without a worker the figures still answer and name the problem, queries are refused as retryable", async () => {
    const service = start({ workerFile: join(folder, "missing.cjs") });
    service.target(target).append(at(0), load(1));
    await expect(query(service, "load", 0, 1)).rejects.toMatchObject({ code: "UNAVAILABLE", retryable: true });
    expect((await service.stats()).problem).toMatch(/Cannot find module.*is being started again/);
  });

  test("nothing keeps the process alive after a close", async () => {
    const script = `
      import { createMetricsService } from ${JSON.stringify(path("electron/services/metrics/createMetricsService.ts"))};
      import { systemClock } from ${JSON.stringify(path("electron/services/systemClock.ts"))};
      import { silentLog } from ${JSON.stringify(path("electron/services/log.ts"))};
      import { SampleRow } from ${JSON.stringify(path("shared/domain/metrics/sampleRow.ts"))};
      const service = createMetricsService({ workerFile: ${JSON.stringify(workerFile)}, databaseFile: null,
        retentionMs: 1e9, memoryCapBytes: 1e6, clock: systemClock, log: silentLog });
      service.target({ instance: "a" }).append(Date.now(), SampleRow.of([{ name: "x", labels: {}, value: 1 }]));
      await service.close();`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "ignore" });
    const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
    const code = await new Promise((resolve) => child.once("exit", resolve));
    clearTimeout(timer);
    expect(code).toBe(0);
  });
});

/** Asks again while the worker is being started. */
async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
