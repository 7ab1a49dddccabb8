import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerRange } from "../../../electron/services/metrics/answers.ts";
import { SampleStore } from "../../../electron/services/metrics/sampleStore.ts";
import { isMidwatchError } from "../../../shared/base/errors.ts";
import type { Sample } from "../../../shared/domain/metrics/model.ts";
import { LabelSet } from "../../../shared/domain/promql/engine/labelSet.ts";
import { PlainSamples } from "../../builders/plainSamples.ts";
import { optionsOf } from "../../builders/promql.ts";
import { randomQuery } from "../../builders/randomQuery.ts";
import { directTarget } from "../../builders/sampleRows.ts";
import { ManualClock } from "../../doubles/manualClock.ts";
import { seededRandom } from "../../doubles/seededRandom.ts";

const startMs = Date.UTC(2026, 10, 19, 2);
const rowCount = 700;
const kinds = [{ kind: "x" }, {}];
const buckets = ["0.1", "1", "+Inf"].map((le) => ({ le }));

/**
 * The same rows in a store (blocks on disk, sealed blocks, rows being written) and in plain lists. Series come and go,
 * which the store marks as stale; a target goes away altogether and comes back.
 */
function fill(store: SampleStore, plain: PlainSamples): void {
  const random = seededRandom(11);
  for (const job of ["a", "b"]) {
    for (const instance of ["0", "1"]) {
      const labels = { job, instance };
      const target = directTarget(store, labels);
      const counts = new Map<object, number>();
      let live = new Set<string>();
      const note = (timeMs: number, { name, labels: own, value }: Sample, stale: boolean) =>
        plain.add(LabelSet.ofSeries({ name, labels: { ...own, ...labels } }), [{ timeMs, value, stale }]);
      let timeMs = startMs;
      for (let row = 0; row < rowCount; row++) {
        timeMs += 5_000 + Math.floor(random() * 20);
        const samples: Sample[] = [];
        for (const own of [...kinds, ...buckets]) {
          if (random() < 0.02) continue;
          const count = random() < 0.01 ? 0 : (counts.get(own) ?? 0) + Math.floor(random() * 100);
          counts.set(own, count);
          if ("le" in own) samples.push({ name: "latency_bucket", labels: own, value: count });
          else {
            samples.push({ name: "requests_total", labels: own, value: count });
            samples.push({ name: "load", labels: own, value: random() < 0.01 ? Number.NaN : random() * 10 });
            samples.push({ name: "memory", labels: own, value: Math.floor(random() * 8000) });
          }
        }
        target.append(timeMs, samples);
        const named = new Map(samples.map((sample) => [`${sample.name} ${JSON.stringify(sample.labels)}`, sample]));
        for (const key of live) {
          if (named.has(key)) continue;
          const [name = "", own = "{}"] = key.split(" ");
          note(timeMs, { name, labels: JSON.parse(own), value: 0 }, true);
        }
        for (const sample of samples) note(timeMs, sample, false);
        live = new Set(named.keys());
        if (row !== 300) continue;
        timeMs += 1;
        target.markStale(timeMs);
        for (const sample of samples) note(timeMs, sample, true);
        live = new Set();
        timeMs += 400_000;
      }
    }
  }
}

let folder: string;
let store: SampleStore;
const plain = new PlainSamples();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-queries-"));
  const options = { retentionMs: 1e9, memoryCapBytes: 60_000, flushIntervalMs: 1e9 };
  store = new SampleStore({ ...options, databaseFile: join(folder, "samples.db") }, new ManualClock(startMs));
  fill(store, plain);
});
afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Range {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}
type Answer = Readonly<Record<string, readonly number[]>> | string;

/** Each series' values, or what was refused. */
function answer(ask: () => ReturnType<typeof answerRange>): Answer {
  try {
    const { frame } = ask();
    return Object.fromEntries(
      frame.series.map((series, i) => [LabelSet.ofSeries(series).key, [...(frame.values[i] ?? [])]]),
    );
  } catch (error) {
    if (!isMidwatchError(error)) throw error;
    return error.message;
  }
}

const fromStore = (expr: string, range: Range) => answer(() => store.queryRange({ expr, ...range }, () => false));
const fromLists = (expr: string, range: Range) => answer(() => answerRange({ expr, ...range }, optionsOf(plain)));

function randomRange(random: () => number): Range {
  const stepMs = [1_000, 15_000, 61_500][Math.floor(random() * 3)] ?? 1_000;
  const from = startMs + Math.floor(random() * 3_500_000);
  return { startMs: from, stepMs, endMs: from + stepMs * Math.floor(random() * 60) };
}

describe("queries of stored samples", () => {
  test("blocks and plain lists give the same answer", () => {
    const random = seededRandom(3);
    let answered = 0;
    for (let i = 0; i < 300; i++) {
      const query = randomQuery(random);
      const range = randomRange(random);
      const stored = fromStore(query, range);
      expect(stored, query).toEqual(fromLists(query, range));
      if (typeof stored !== "string" && Object.keys(stored).length > 0) answered += 1;
    }
    expect(answered).toBeGreaterThan(150);
  });

  test("at one time too, where the newest sample is all that is read", () => {
    const random = seededRandom(5);
    let answered = 0;
    for (let i = 0; i < 300; i++) {
      const query = i % 2 === 0 ? randomQuery(random) : `{job="a", __name__=~"load|memory"}`;
      const atMs = startMs + Math.floor(random() * 4_500_000);
      const range = { startMs: atMs, endMs: atMs, stepMs: 1_000 };
      const stored = fromStore(query, range);
      expect(stored, query).toEqual(fromLists(query, range));
      if (typeof stored !== "string" && Object.keys(stored).length > 0) answered += 1;
    }
    expect(answered).toBeGreaterThan(150);
  });

  test("a range cut in two at any step gives the same answer", () => {
    const random = seededRandom(4);
    for (let i = 0; i < 200; i++) {
      const query = randomQuery(random);
      // What names the range's own ends changes with them.
      if (/start\(\)|end\(\)/.test(query)) continue;
      const range = randomRange(random);
      const steps = Math.floor((range.endMs - range.startMs) / range.stepMs) + 1;
      if (steps < 2) continue;
      const cut = 1 + Math.floor(random() * (steps - 1));
      const whole = fromStore(query, range);
      const first = fromStore(query, { ...range, endMs: range.startMs + (cut - 1) * range.stepMs });
      const second = fromStore(query, { ...range, startMs: range.startMs + cut * range.stepMs });
      if ([whole, first, second].some((one) => typeof one === "string")) {
        expect(typeof whole, query).toBe("string");
        continue;
      }
      expect(joined(first, cut, second, steps - cut), query).toEqual(whole);
    }
  });
});

function joined(first: Answer, firstSteps: number, second: Answer, secondSteps: number): Answer {
  const keys = new Set([...Object.keys(first), ...Object.keys(second)]);
  const columnOf = (answered: Answer, key: string, steps: number) =>
    (typeof answered === "string" ? undefined : answered[key]) ?? new Array<number>(steps).fill(Number.NaN);
  return Object.fromEntries(
    [...keys].map((key) => [key, [...columnOf(first, key, firstSteps), ...columnOf(second, key, secondSteps)]]),
  );
}
