import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { queryRange } from "../../../shared/domain/promql/engine/engine.ts";
import { LabelSet } from "../../../shared/domain/promql/engine/labelSet.ts";
import { PlainSamples } from "../../builders/plainSamples.ts";
import { optionsOf } from "../../builders/promql.ts";
import { randomQuery } from "../../builders/randomQuery.ts";
import { seededRandom } from "../../doubles/seededRandom.ts";
import { type ExposedSeries, type Prometheus, startPrometheus } from "../../harness/prometheus.ts";
import { requireTool } from "../../harness/requireTool.ts";

const prometheusProgram = requireTool("prometheus");
const promtoolProgram = requireTool("promtool");
const startMs = Date.UTC(2026, 10, 1);
const queryCount = 400;
/** Off the samples' times and off those of subqueries, so that it does not matter which end of a window is open. */
const range = { startMs: startMs + 20 * 60_000 + 7_000, endMs: startMs + 70 * 60_000 + 7_000, stepMs: 150_000 };

/** Counters far from zero that are reset now and then, gauges, a histogram; all with gaps, some end early. */
function makeSeries(): readonly (ExposedSeries & { readonly samples: readonly (readonly [number, number])[] })[] {
  const random = seededRandom(42);
  const rows = (next: () => number) => {
    const lastRow = random() < 0.2 ? 150 : 320;
    return Array.from({ length: lastRow }, (_, i) => [startMs + i * 15_000 + 3_000, next()] as const).filter(
      () => random() > 0.03,
    );
  };
  const targets = ["a", "b"].flatMap((job) => ["0", "1", "2", "3"].map((instance) => ({ job, instance })));
  const walk = (from: number, step: number) => {
    let value = from;
    return () => {
      value += (random() - 0.5) * step;
      return value;
    };
  };
  const counter = () => {
    let value = 1e6 + random() * 1e6;
    return () => {
      value = random() < 0.01 ? 1e6 : value + random() * 300;
      return value;
    };
  };
  return [
    ...targets.map((labels) => ({ name: "requests_total", labels, samples: rows(counter()) })),
    ...targets.map((labels) => ({ name: "load", labels: { ...labels, kind: "x" }, samples: rows(walk(5, 2)) })),
    ...targets.map((labels) => ({ name: "memory", labels, samples: rows(walk(4e3, 500)) })),
    ...targets.slice(0, 3).flatMap((labels) => histogramOf(labels, random)),
  ];
}

function histogramOf(labels: Readonly<Record<string, string>>, random: () => number) {
  const bounds = ["0.1", "0.5", "1", "5", "+Inf"];
  const counts = bounds.map((_, i) => 1e6 * (i + 1));
  const samples = bounds.map((): (readonly [number, number])[] => []);
  for (let row = 0; row < 320; row++) {
    let grown = 0;
    bounds.forEach((_, i) => {
      grown += Math.floor(random() * 50);
      counts[i] = (counts[i] ?? 0) + grown;
      samples[i]?.push([startMs + row * 15_000 + 3_000, counts[i] ?? 0]);
    });
  }
  return bounds.map((le, i) => ({ name: "latency_bucket", labels: { ...labels, le }, samples: samples[i] ?? [] }));
}

const folder = mkdtempSync(join(tmpdir(), "midwatch-prometheus-"));
const samples = new PlainSamples();
let prometheus: Prometheus | undefined;

beforeAll(async () => {
  if (!prometheusProgram || !promtoolProgram) return;
  const series = makeSeries();
  for (const one of series) {
    samples.add(
      LabelSet.ofSeries(one),
      one.samples.map(([timeMs, value]) => ({ timeMs, value, stale: false })),
    );
  }
  prometheus = await startPrometheus({ prometheus: prometheusProgram, promtool: promtoolProgram }, folder, series);
});

afterAll(async () => {
  await prometheus?.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Points = ReadonlyMap<string, ReadonlyMap<number, number>>;

async function theirs(query: string): Promise<Points | string> {
  const parameters = {
    query,
    start: String(range.startMs / 1000),
    end: String(range.endMs / 1000),
    step: String(range.stepMs / 1000),
  };
  try {
    const data = await prometheus?.ask("query_range", parameters);
    return new Map(
      data?.result.map(({ metric, values }) => [
        LabelSet.of(metric).key,
        new Map(
          values.map(([seconds, value]) => [Math.round(seconds * 1000), Number(value.replace("Inf", "Infinity"))]),
        ),
      ]),
    );
  } catch (error) {
    return `failed: ${error instanceof Error ? error.message : error}`;
  }
}

function ours(query: string): Points | string {
  try {
    const { columns } = queryRange(query, range, optionsOf(samples));
    return new Map(
      columns.map(({ labels, values, present }) => [
        labels.key,
        new Map(
          [...values].flatMap((value, i) =>
            present[i] === 1 ? [[range.startMs + i * range.stepMs, value] as const] : [],
          ),
        ),
      ]),
    );
  } catch (error) {
    return `failed: ${error instanceof Error ? error.message : error}`;
  }
}

/** The first thing that differs, null when nothing does. */
function difference(mine: Points | string, other: Points | string): string | null {
  if (typeof mine === "string" || typeof other === "string") {
    return typeof mine === typeof other ? null : `${describe(mine)} instead of ${describe(other)}`;
  }
  for (const [key, points] of other) {
    const own = mine.get(key);
    if (!own) return `no series ${key}`;
    for (const [timeMs, value] of points) {
      const found = own.get(timeMs);
      if (found === undefined || !isClose(found, value)) return `${key} at ${timeMs}: ${found} instead of ${value}`;
    }
    if (own.size !== points.size) return `${key} has ${own.size} points instead of ${points.size}`;
  }
  return mine.size === other.size ? null : `${mine.size} series instead of ${other.size}`;
}

function describe(answer: Points | string): string {
  return typeof answer === "string" ? answer : `${answer.size} series`;
}

function isClose(a: number, b: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}

test.skipIf(!prometheusProgram || !promtoolProgram)(
  "random queries are answered as Prometheus answers them",
  async () => {
    const random = seededRandom(7);
    let answered = 0;
    const different: string[] = [];
    for (let i = 0; i < queryCount; i++) {
      const query = randomQuery(random);
      const other = await theirs(query);
      const found = difference(ours(query), other);
      if (found !== null) different.push(`${query}\n    ${found}`);
      if (typeof other !== "string" && other.size > 0) answered += 1;
    }
    expect(different).toEqual([]);
    // Most queries answer something, so that the comparison is worth something.
    expect(answered).toBeGreaterThan(queryCount / 2);
  },
);
