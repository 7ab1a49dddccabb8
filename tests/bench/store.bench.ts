import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "../../electron/services/log.ts";
import { createMetricsService } from "../../electron/services/metrics/createMetricsService.ts";
import type { MetricsService } from "../../electron/services/metrics/types.ts";
import { systemClock } from "../../electron/services/systemClock.ts";
import type { Row } from "../../shared/domain/metrics/sampleRow.ts";
import { seededRandom } from "../doubles/seededRandom.ts";
import { type Bench, type Measure, measure } from "./measure.ts";
import { rowsOf, seriesPerHost } from "./rig/hostRows.ts";

const hostCount = 64;
const workerFile = new URL("../../dist/samplesWorker.cjs", import.meta.url).pathname;

async function withService<T>(use: (service: MetricsService, databaseFile: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-bench-"));
  const databaseFile = join(folder, "samples.db");
  const service = createMetricsService({
    workerFile,
    databaseFile,
    retentionMs: 86_400_000,
    memoryCapBytes: 256 * 2 ** 20,
    clock: systemClock,
    log: silentLog,
  });
  try {
    return await use(service, databaseFile);
  } finally {
    await service.close();
    service.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** The ordinary way: a text key a sample, and a list of points a series. */
function plainAppendMs(hosts: readonly Row[][], rounds: number): number {
  const lists = new Map<string, { timeMs: number; value: number }[]>();
  const before = cpuMs();
  for (let second = 0; second < rounds; second++) {
    for (const [host, rows] of hosts.entries()) {
      const row = rows[second % rows.length];
      for (const [place, value] of row?.values.entries() ?? []) {
        const key = JSON.stringify([row?.layout.names[place], host, row?.layout.labels[place]]);
        const list = lists.get(key);
        if (list) list.push({ timeMs: second, value });
        else lists.set(key, [{ timeMs: second, value }]);
      }
    }
  }
  return cpuMs() - before;
}

async function appendAndQuery(): Promise<Measure[]> {
  const rounds = 900;
  const plainRounds = 60;
  const hosts = Array.from({ length: hostCount }, (_, host) => rowsOf(host, 30));
  const plainShare = plainAppendMs(hosts, plainRounds) / plainRounds / 10;
  return withService(async (service) => {
    const startMs = Math.floor(Date.now() / 1000) * 1000 - rounds * 1000;
    const targets = hosts.map((_, host) => service.target({ instance: `host-${host}`, job: "bench" }));
    const before = cpuMs();
    let mainMs = 0;
    for (let second = 0; second < rounds; second++) {
      const began = performance.now();
      for (const [host, target] of targets.entries()) {
        const row = hosts[host]?.[second % 30];
        if (row) target.append(startMs + second * 1000, row);
      }
      mainMs += performance.now() - began;
      if (second % 100 === 99) await service.stats();
    }
    // Share of one core when these rows come once a second: milliseconds of CPU per second, in per cent.
    const share = (cpuMs() - before) / rounds / 10;
    const { refusedRowsTotal } = await service.stats();
    if (refusedRowsTotal > 0) throw new Error(`${refusedRowsTotal} rows were refused`);
    const endMs = startMs + (rounds - 1) * 1000;
    const panels = await panelTimes(service, endMs - 599_000, endMs, 8 * 600);
    const newest = await panelTimes(service, endMs, endMs, 8);
    return [
      measure({
        name: "store.threads",
        value: share,
        unit: "% of a core",
        baseline: plainShare,
        goal: "<= 2",
        ok: share <= 2,
      }),
      measure({
        name: "store.threads.main",
        value: mainMs / rounds / 10,
        unit: "% of a core",
        goal: "<= 0.5",
        ok: mainMs / rounds / 10 <= 0.5,
      }),
      measure({ name: "store.query", value: panels, unit: "ms", goal: "<= 40", ok: panels <= 40 }),
      measure({
        name: "store.query.newest",
        value: newest,
        unit: "ms",
        baseline: panels,
        goal: "<= 5",
        ok: newest <= 5,
      }),
    ];
  });
}

/** Sixteen panels of eight series asked at once, as a host's page does; the median of 15 times. */
async function panelTimes(
  service: MetricsService,
  startMs: number,
  endMs: number,
  valueCount: number,
): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 15; i++) {
    const began = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, panel) =>
        service.queryRange({ expr: `metric_${panel * 2}{instance="host-${i}"}`, startMs, endMs, stepMs: 1000 }),
      ),
    );
    times.push(performance.now() - began);
    for (const { frame } of answers) {
      const count = frame.values.reduce(
        (sum, column) => sum + column.filter((value) => !Number.isNaN(value)).length,
        0,
      );
      if (count !== valueCount) throw new Error(`A panel has ${count} values instead of ${valueCount}`);
    }
  }
  return median(times);
}

async function bytes(): Promise<Measure[]> {
  const rounds = 960;
  const hosts = Array.from({ length: 4 }, (_, host) => rowsOf(host, rounds));
  return withService(async (service, databaseFile) => {
    const startMs = Math.floor(Date.now() / 1000) * 1000 - rounds * 1000;
    const jitter = seededRandom(5);
    for (const [host, rows] of hosts.entries()) {
      const target = service.target({ instance: `host-${host}`, job: "bench" });
      for (const [second, row] of rows.entries()) {
        target.append(startMs + second * 1000 + Math.floor(jitter() * 10), row);
      }
    }
    await service.close();
    const value = statSync(databaseFile).size / (hosts.length * rounds * seriesPerHost);
    return [measure({ name: "store.bytes-per-sample", value, unit: "B on disk", goal: "<= 2", ok: value <= 2 })];
  });
}

export const bench: Bench = {
  names: ["store.threads", "store.threads.main", "store.query", "store.query.newest", "store.bytes-per-sample"],
  run: async () => [...(await appendAndQuery()), ...(await bytes())],
};
