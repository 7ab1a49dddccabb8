import { join } from "node:path";
import { SampleStore } from "../../electron/services/metrics/sampleStore.ts";
import { systemClock } from "../../electron/services/systemClock.ts";
import type { RangeAnswer, Sample } from "../../shared/domain/metrics/model.ts";
import { LabelSet } from "../../shared/domain/promql/engine/labelSet.ts";
import { directTarget } from "../builders/sampleRows.ts";
import { seededRandom } from "../doubles/seededRandom.ts";
import { type ExposedSeries, type Prometheus, type PrometheusData, startPrometheus } from "../harness/prometheus.ts";
import { requireTool } from "../harness/requireTool.ts";
import { type Bench, type Measure, measure } from "./measure.ts";
import { cpuMs } from "./rig/processUsage.ts";
import { median } from "./rig/statistics.ts";
import { withFolder } from "./rig/withFolder.ts";

const startMs = Date.UTC(2026, 10, 1);
const intervalMs = 15_000;
const rowCount = (6 * 3_600_000) / intervalMs + 1;
const hostCount = 100;
const rounds = 5;
/** Prometheus 2 closes windows at both ends and ends them in another order near zero. */
const closeness = { ours: 1e-9, changed: 1e-5 };

const queries = [
  { name: "sum-rate", expr: "sum(rate(x_total[5m]))" },
  { name: "quantile", expr: "histogram_quantile(0.99, sum by (le) (rate(b_bucket[5m])))" },
  { name: "topk", expr: "topk(5, g)" },
  { name: "avg-by", expr: "avg by (host) (g)" },
] as const;
const stepsSeconds = [15, 60] as const;

export const bench: Bench = {
  names: queries.flatMap(({ name }) => stepsSeconds.map((step) => `promql.${name}.${step}s`)),
  run: () =>
    withFolder(async (folder, stopLater) => {
      const [prometheusProgram, promtool] = [requireTool("prometheus"), requireTool("promtool")];
      if (!prometheusProgram || !promtool)
        throw new Error("prometheus and promtool are needed: apt-get install prometheus");
      const data = makeData();
      const programs = { prometheus: prometheusProgram, promtool };
      const prometheus = stopLater(await startPrometheus(programs, join(folder, "prometheus"), exposed(data)));
      const store = fillStore(data);
      const measures: Measure[] = [];
      for (const step of stepsSeconds) {
        for (const { name, expr } of queries) {
          measures.push(await compare(`promql.${name}.${step}s`, expr, step, store, prometheus));
        }
      }
      return measures;
    }),
};

/** Of one host: 10 counters, 10 buckets, 10 gauges; one value a row each. */
interface HostSeries {
  readonly host: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly values: Float64Array;
}

const bounds = ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "+Inf"];

function makeData(): readonly HostSeries[] {
  const random = seededRandom(1);
  const series: HostSeries[] = [];
  for (let at = 0; at < hostCount; at++) {
    const host = `host-${at}`;
    for (let i = 0; i < 10; i++) {
      let total = 1e5 + Math.floor(random() * 1e6);
      const values = Float64Array.from({ length: rowCount }, () => {
        total = random() < 0.0005 ? 1e5 : total + Math.floor(random() * 200);
        return total;
      });
      series.push({ host, name: "x_total", labels: { i: String(i) }, values });
      const mean = random() * 100;
      const gauge = Float64Array.from({ length: rowCount }, () => Math.floor((mean + random() * 20) * 100) / 100);
      series.push({ host, name: "g", labels: { i: String(i) }, values: gauge });
    }
    const counts = bounds.map((_, i) => 1e5 * (i + 1));
    const columns = bounds.map(() => new Float64Array(rowCount));
    for (let row = 0; row < rowCount; row++) {
      let grown = 0;
      columns.forEach((column, i) => {
        grown += Math.floor(random() * 20);
        counts[i] = (counts[i] ?? 0) + grown;
        column[row] = counts[i] ?? 0;
      });
    }
    columns.forEach((values, i) => {
      series.push({ host, name: "b_bucket", labels: { le: bounds[i] ?? "" }, values });
    });
  }
  return series;
}

const timeOf = (row: number) => startMs + row * intervalMs + 3_000;

function* exposed(data: readonly HostSeries[]): Iterable<ExposedSeries> {
  for (const name of ["b_bucket", "g", "x_total"]) {
    for (const one of data) {
      if (one.name !== name) continue;
      const samples = Array.from(one.values, (value, row) => [timeOf(row), value] as const);
      yield { name, labels: { host: one.host, ...one.labels }, samples };
    }
  }
}

/** One target a host; blocks of 60 rows, all in memory. */
function fillStore(data: readonly HostSeries[]): SampleStore {
  const options = { databaseFile: null, retentionMs: 1e12, memoryCapBytes: 1e9, flushIntervalMs: 1e9 };
  const store = new SampleStore(options, systemClock);
  const hosts = new Map<string, HostSeries[]>();
  for (const series of data) hosts.set(series.host, [...(hosts.get(series.host) ?? []), series]);
  for (const [host, series] of hosts) {
    const target = directTarget(store, { host });
    for (let row = 0; row < rowCount; row++) {
      const samples = series.map(({ name, labels, values }): Sample => ({ name, labels, value: values[row] ?? 0 }));
      target.append(timeOf(row), samples);
    }
  }
  return store;
}

/** Both are asked in turns, so that what else the machine does hits both. */
async function compare(
  name: string,
  expr: string,
  stepSeconds: number,
  store: SampleStore,
  prometheus: Prometheus,
): Promise<Measure> {
  const endMs = startMs + (rowCount - 1) * intervalMs;
  const parameters = {
    query: expr,
    start: String(startMs / 1000),
    end: String(endMs / 1000),
    step: String(stepSeconds),
  };
  const ask = () => store.queryRange({ expr, startMs, endMs, stepMs: stepSeconds * 1000 }, () => false);
  const theirs = await prometheus.ask("query_range", parameters);
  checkEqual(name, ask(), theirs);
  const own: number[] = [];
  let othersMs = 0;
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    ask();
    const { user, system } = process.cpuUsage(before);
    own.push((user + system) / 1000);
    const otherBefore = cpuMs(prometheus.pid);
    await prometheus.ask("query_range", parameters);
    othersMs += cpuMs(prometheus.pid) - otherBefore;
  }
  const value = median(own);
  const baseline = othersMs / rounds;
  return measure({ name, value, unit: "ms CPU", baseline, goal: "<= 1.0x", ok: value <= baseline });
}

/** Every value of each; throws for the first that differs. */
function checkEqual(name: string, answer: RangeAnswer, { result }: PrometheusData): void {
  const tolerance = name.includes("rate") || name.includes("quantile") ? closeness.changed : closeness.ours;
  // Which of several equal values topk takes is not told: its steps are compared by their sums.
  const isPicked = name.includes("topk");
  const mine = byTime(ourPoints(answer), isPicked);
  const others = byTime(theirPoints(result), isPicked);
  if (mine.size !== others.size) throw new Error(`${name}: ${mine.size} values instead of ${others.size}`);
  for (const [key, other] of others) {
    const own = mine.get(key) ?? Number.NaN;
    if (Math.abs(own - other) <= tolerance * Math.max(Math.abs(own), Math.abs(other))) continue;
    throw new Error(`${name}: ${own} instead of ${other} at ${key}`);
  }
}

type Point = readonly [series: string, timeMs: number, value: number];

function* ourPoints({ frame }: RangeAnswer): Iterable<Point> {
  for (const [i, series] of frame.series.entries()) {
    const { key } = LabelSet.ofSeries(series);
    for (const [step, value] of (frame.values[i] ?? new Float64Array(0)).entries()) {
      if (!Number.isNaN(value)) yield [key, frame.timesMs[step] ?? 0, value];
    }
  }
}

function* theirPoints(result: PrometheusData["result"]): Iterable<Point> {
  for (const { metric, values } of result) {
    const { key } = LabelSet.of(metric);
    for (const [seconds, text] of values) yield [key, Math.round(seconds * 1000), Number(text)];
  }
}

/** Values by series and time, or their sums by time. */
function byTime(points: Iterable<Point>, sums: boolean): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const [series, timeMs, value] of points) {
    const key = sums ? String(timeMs) : `${series} ${timeMs}`;
    values.set(key, (values.get(key) ?? 0) + value);
  }
  return values;
}
