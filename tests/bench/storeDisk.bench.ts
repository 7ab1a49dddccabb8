import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { silentLog } from "../../electron/services/log.ts";
import { createMetricsService } from "../../electron/services/metrics/createMetricsService.ts";
import { SampleStore } from "../../electron/services/metrics/sampleStore.ts";
import type { MetricsService } from "../../electron/services/metrics/types.ts";
import { systemClock } from "../../electron/services/systemClock.ts";
import { SampleRow } from "../../shared/domain/metrics/sampleRow.ts";
import { directTarget } from "../builders/sampleRows.ts";
import { seededRandom } from "../doubles/seededRandom.ts";
import { type Bench, type Measure, measure } from "./measure.ts";
import { rowsOf, seriesPerHost } from "./rig/hostRows.ts";
import { withFolder } from "./rig/withFolder.ts";

const hostCount = 64;
const dayMs = 86_400_000;
const intervalMs = 5_000;
const kills = 20;
const workerFile = new URL("../../dist/samplesWorker.cjs", import.meta.url).pathname;
const appender = new URL("../harness/appendUntilKilled.ts", import.meta.url).pathname;

/** A day of 64 hosts on disk: what writing a sample costs, how soon the day is there again, and what a kill costs. */
export const bench: Bench = {
  names: ["store.append", "store.reopen", "store.kill"],
  run: () =>
    withFolder(async (folder) => {
      const databaseFile = join(folder, "day.db");
      const written = writeDay(databaseFile);
      return [written, await reopenMeasure(databaseFile), await killMeasure(join(folder, "killed.db"))];
    }),
};

/**
 * The store seals the rows in blocks and writes those to the file, all on this thread. The rows are made before and the
 * same for every host, as near to the processor as what was just read from a host.
 */
function writeDay(databaseFile: string): Measure {
  const store = new SampleStore(
    { databaseFile, retentionMs: 2 * dayMs, memoryCapBytes: 16 * 2 ** 20, flushIntervalMs: 0 },
    systemClock,
  );
  const rows = rowsOf(1, 30);
  const targets = Array.from({ length: hostCount }, (_, host) =>
    directTarget(store, { instance: `host-${host}`, job: "bench" }),
  );
  const rowCount = dayMs / intervalMs;
  const startMs = Math.floor(systemClock.nowMs() / intervalMs) * intervalMs - dayMs;
  const before = process.cpuUsage();
  for (let row = 0; row < rowCount; row++) {
    for (const target of targets) target.append(startMs + row * intervalMs, rows[row % rows.length] ?? []);
  }
  const { user, system } = process.cpuUsage(before);
  const problem = store.close();
  if (problem !== null) throw new Error(problem);
  const value = ((user + system) * 1000) / (rowCount * hostCount * seriesPerHost);
  return measure({ name: "store.append", value, unit: "ns of CPU a sample", goal: "<= 60", ok: value <= 60 });
}

/** From the start of the service until it answered a panel over the last quarter of an hour; the median of five. */
async function reopenMeasure(databaseFile: string): Promise<Measure> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const began = performance.now();
    const service = open(databaseFile);
    const endMs = systemClock.nowMs();
    const query = { expr: `metric_2{instance="host-${i}"}`, startMs: endMs - 900_000, endMs, stepMs: 5_000 };
    const { frame } = await untilAnswered(() => service.queryRange(query));
    times.push(performance.now() - began);
    if (frame.series.length !== 8) throw new Error(`A panel has ${frame.series.length} series instead of 8`);
    await service.close();
  }
  const value = times.sort((a, b) => a - b)[2] ?? Number.NaN;
  return measure({ name: "store.reopen", value, unit: "ms", goal: "< 1000", ok: value < 1000 });
}

/** Killed while it writes, again and again in one database: each time it opens, and what was flushed is there. */
async function killMeasure(databaseFile: string): Promise<Measure> {
  const random = seededRandom(9);
  // Ahead of the clock: a store that closes marks the time as it is now.
  const baseMs = Math.ceil(systemClock.nowMs() / 1000) * 1000 + 60_000;
  let failures = 0;
  for (let round = 0; round < kills; round++) {
    const startMs = baseMs + round * 2_000_000;
    const child = spawn(process.execPath, [appender, workerFile, databaseFile, String(startMs), "100"]);
    const least = 300 + Math.floor(random() * 5) * 100;
    let written = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      written = Number(line);
      if (written >= least) break;
    }
    child.kill("SIGKILL");
    await once(child, "exit");
    if (!(await holds(databaseFile, startMs, written))) failures++;
  }
  return measure({
    name: "store.kill",
    value: failures,
    unit: `of ${kills} kills lost something`,
    goal: "0",
    ok: failures === 0,
  });
}

/** Everything up to a second before the last line is there, in order, with the value it was written with. */
async function holds(databaseFile: string, startMs: number, written: number): Promise<boolean> {
  const service = open(databaseFile);
  try {
    const endMs = startMs + (written + 400) * 1000;
    // Opened again, the target ends what the kill interrupted.
    service
      .target({ instance: "gpu-a09", job: "gpu" })
      .append(endMs, SampleRow.of([{ name: "x", labels: {}, value: -1 }]));
    const { frame } = await untilAnswered(() => service.queryRange({ expr: "x", startMs, endMs, stepMs: 1000 }));
    const values = [...(frame.values[0] ?? [])];
    const kept = values.findIndex(Number.isNaN);
    const { problem } = await service.stats();
    return problem === null && kept > written - 300 && values.slice(0, kept).every((value, second) => value === second);
  } finally {
    await service.close();
  }
}

function open(databaseFile: string): MetricsService {
  return createMetricsService({
    workerFile,
    databaseFile,
    retentionMs: 2 * dayMs,
    memoryCapBytes: 16 * 2 ** 20,
    clock: systemClock,
    log: silentLog,
  });
}

/** Asks again while the worker opens the file. */
async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  for (const endMs = performance.now() + 20_000; ; ) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() > endMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
