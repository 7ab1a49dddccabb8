import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SampleStore } from "../../../electron/services/metrics/sampleStore.ts";
import type { WorkerOptions } from "../../../electron/services/metrics/workerMessages.ts";
import { directTarget } from "../../builders/sampleRows.ts";
import { ManualClock } from "../../doubles/manualClock.ts";
import { seededRandom } from "../../doubles/seededRandom.ts";

const startMs = Date.UTC(2026, 10, 19, 2);
const target = { instance: "a", job: "gpu" };
const none = {};
const NA = Number.NaN;

let folder: string;
let file: string;
let clock: ManualClock;
const open = new Set<SampleStore>();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-samples-"));
  file = join(folder, "samples.db");
  clock = new ManualClock(startMs);
});
afterEach(() => {
  for (const store of open) store.close();
  open.clear();
  rmSync(folder, { recursive: true, force: true });
});

function start(options: Partial<WorkerOptions> = {}): SampleStore {
  const defaults = { databaseFile: file, retentionMs: 86_400_000, memoryCapBytes: 64_000_000, flushIntervalMs: 20_000 };
  const store = new SampleStore({ ...defaults, ...options }, clock);
  open.add(store);
  return store;
}

function stop(store: SampleStore): void {
  store.close();
  open.delete(store);
}

const never = () => false;
const at = (seconds: number) => startMs + seconds * 1000;

function query(store: SampleStore, expr: string, from: number, to: number, step: number) {
  return store.queryRange({ expr, startMs: at(from), endMs: at(to), stepMs: step * 1000 }, never).frame;
}

/** The only series' values. */
function values(store: SampleStore, expr: string, from: number, to: number, step: number): number[] {
  const frame = query(store, expr, from, to, step);
  expect(frame.series.length).toBeLessThanOrEqual(1);
  return [...(frame.values[0] ?? new Float64Array(frame.timesMs.length).fill(NA))];
}

const x = (value: number) => [{ name: "x", labels: none, value }];

describe("rows and marks", () => {
  test("a series that leaves a row ends there, the others go on", () => {
    const store = start();
    const { append } = directTarget(store, target);
    const y = { name: "y", labels: none, value: 5 };
    append(at(0), [...x(1), y]);
    append(at(1), [y]);
    append(at(3), [...x(2), y]);
    expect(values(store, "x", 0, 4, 1)).toEqual([1, NA, NA, 2, 2]);
    expect(values(store, "y", 0, 4, 1)).toEqual([5, 5, 5, 5, 5]);
  });

  test("markStale ends all, also at or before the time of the last row", () => {
    const store = start();
    const { append, markStale } = directTarget(store, target);
    append(at(0), x(1));
    markStale(at(0));
    append(at(5), x(2));
    expect(values(store, "x", 0, 6, 1)).toEqual([1, NA, NA, NA, NA, 2, 2]);
  });

  test("a measured NaN is no staleness mark: the series exists", () => {
    const store = start();
    directTarget(store, target).append(at(0), x(NA));
    expect(query(store, "x", 0, 1, 1).series).toHaveLength(1);
    expect(store.series({ matchers: ["x"], startMs: at(0), endMs: at(1) }, never)).toHaveLength(1);
  });

  test("rows that are not later than the last are refused and counted", () => {
    const store = start();
    const { append } = directTarget(store, target);
    append(at(10), x(1));
    append(at(10), x(2));
    append(at(9), x(3));
    append(at(11), x(4));
    expect(values(store, "x", 9, 11, 1)).toEqual([NA, 1, 4]);
    expect(store.stats()).toMatchObject({ refusedRowsTotal: 2, samplesTotal: 2, problem: null });
  });

  test("a clock that stepped back is told until it has caught up", async () => {
    const store = start();
    const { append } = directTarget(store, target);
    append(at(3600), x(1));
    append(at(0), x(2));
    expect(store.stats().problem).toMatch(/went back by 3600 s.*2026-11-19T03:00:00/);
    await clock.advance(3_601_000);
    expect(store.stats().problem).toBeNull();
  });

  test("the same series twice in a row: the first counts", () => {
    const store = start();
    directTarget(store, target).append(at(0), [...x(1), ...x(2)]);
    expect(values(store, "x", 0, 0, 1)).toEqual([1]);
    expect(store.stats().samplesTotal).toBe(1);
  });

  test("fresh label objects and another order are the same series", () => {
    const store = start();
    const { append } = directTarget(store, target);
    append(at(0), [{ name: "x", labels: { b: "2", a: "1" }, value: 1 }]);
    append(at(1), [{ name: "x", labels: { a: "1", b: "2", c: "" }, value: 2 }]);
    expect(values(store, "x", 0, 1, 1)).toEqual([1, 2]);
    expect(store.stats().seriesCount).toBe(1);
  });

  test("agrees with a plain list over blocks, stale rows and gaps", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const random = seededRandom(seed);
      const store = start({ databaseFile: null });
      const { append, markStale } = directTarget(store, { instance: `s${seed}`, job: "gpu" });
      const newest: (number | null)[] = [];
      let value: number | null = null;
      for (let second = 0; second < 1500; second++) {
        const dice = random();
        if (dice < 0.01) {
          markStale(at(second));
          value = null;
        } else if (dice < 0.9) {
          value = Math.floor(random() * 1000);
          append(at(second), x(value));
        }
        newest.push(value);
      }
      const expected = newest.map((one) => one ?? NA);
      expect(values(store, "x", 0, 1499, 1)).toEqual(expected);
      expect(values(store, "x", 700, 1499, 7)).toEqual(expected.filter((_, i) => i >= 700 && i % 7 === 0));
    }
  });
});

describe("selectors", () => {
  test.each<[string, string[]]>([
    ['x{instance="a"}', ["a/0", "a/1"]],
    ['x{gpu="1"}', ["a/1", "b/1"]],
    ['x{gpu!="1"}', ["a/0", "b/0", "c/"]],
    ['x{gpu=""}', ["c/"]],
    ['x{gpu=~"0|1",instance!~"b.*"}', ["a/0", "a/1"]],
    ['{__name__=~"x|y",gpu="0"}', ["a/0", "b/0"]],
    ['{job="gpu"}', ["a/0", "b/0", "a/1", "b/1", "c/"]],
    ['x{toString=""}', ["a/0", "b/0", "a/1", "b/1", "c/"]],
    ["y", []],
    ['x{job="other"}', []],
  ])("%s", (selector, expected) => {
    const store = start({ databaseFile: null });
    for (const instance of ["b", "a"]) {
      directTarget(store, { instance, job: "gpu" }).append(at(0), [
        { name: "x", labels: { gpu: "1" }, value: 1 },
        { name: "x", labels: { gpu: "0" }, value: 0 },
      ]);
    }
    directTarget(store, { instance: "c", job: "gpu" }).append(at(0), x(1));
    const { series } = query(store, selector, 0, 0, 1);
    expect(series.map(({ labels }) => `${labels.instance}/${labels.gpu ?? ""}`)).toEqual(expected);
  });

  test("the target's labels win over a sample's own", () => {
    const store = start({ databaseFile: null });
    directTarget(store, target).append(at(0), [{ name: "x", labels: { instance: "spoofed", gpu: "1" }, value: 1 }]);
    expect(query(store, "x", 0, 0, 1).series[0]?.labels).toEqual({ instance: "a", job: "gpu", gpu: "1" });
  });
});

describe("limits", () => {
  test.each<[string, number, number, string, RegExp]>([
    ["too many steps", 0, 11_000, "LIMIT", /11001 steps, at most 11000/],
    ["an end before the start", 1, 0, "BAD_REQUEST", /end that is not before/],
  ])("%s", (_name, from, to, code, message) => {
    const store = start({ databaseFile: null });
    expect(() => query(store, "x", from, to, 1)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  test("too many series, and too large an answer", () => {
    const store = start({ databaseFile: null });
    const { append } = directTarget(store, target);
    append(
      at(0),
      Array.from({ length: 5001 }, (_, i) => ({ name: "x", labels: { i: String(i) }, value: i })),
    );
    expect(() => query(store, "x", 0, 0, 1)).toThrow(/has 5001 series, at most 5000/);
    expect(() => query(store, 'x{i!="0"}', 0, 2000, 1)).toThrow(/5000 series x 2001 steps/);
    expect(query(store, 'x{i!="0"}', 0, 0, 1).series).toHaveLength(5000);
  });

  test("a cancelled query stops in the middle", () => {
    const store = start({ databaseFile: null });
    const { append } = directTarget(store, target);
    for (let i = 0; i < 1000; i++) append(at(i), x(i));
    let asked = 0;
    const cancelAtSecond = () => ++asked === 2;
    const run = () => store.queryRange({ expr: "x", startMs: at(0), endMs: at(999), stepMs: 1000 }, cancelAtSecond);
    expect(run).toThrow(expect.objectContaining({ code: "CANCELLED" }));
    expect(asked).toBe(2);
  });

  test("a query that takes too long is given up", () => {
    let elapsedMs = 0;
    const slowClock = {
      nowMs: () => startMs,
      monotonicMs: () => (elapsedMs += 4_000),
      after: () => ({ dispose() {} }),
    };
    const store = new SampleStore(
      { databaseFile: null, retentionMs: 1, memoryCapBytes: 1e9, flushIntervalMs: 1 },
      slowClock,
    );
    const { append } = directTarget(store, target);
    for (let i = 0; i < 1000; i++) append(at(i), x(i));
    const run = () => query(store, "x", 0, 999, 1);
    expect(run).toThrow(expect.objectContaining({ code: "TIMEOUT" }));
  });

  test("memory stays under its cap; what left it is read from disk", () => {
    const store = start({ memoryCapBytes: 40_000 });
    const random = seededRandom(3);
    const { append } = directTarget(store, target);
    const written = Array.from({ length: 10_000 }, () => random());
    for (const [i, value] of written.entries()) append(at(i), x(value));
    expect(store.stats().memoryBytes).toBeLessThan(40_000 + 5_000);
    expect(values(store, "x", 0, 9_999, 1)).toEqual(written);
  });

  test("without a disk the cap decides what is kept", () => {
    const store = start({ memoryCapBytes: 40_000, databaseFile: null });
    const random = seededRandom(3);
    const { append } = directTarget(store, target);
    for (let i = 0; i < 10_000; i++) append(at(i), x(random()));
    expect(store.stats().memoryBytes).toBeLessThan(40_000 + 5_000);
    const kept = values(store, "x", 0, 9_999, 1);
    expect([Number.isNaN(kept[0]), Number.isNaN(kept[9_999])]).toEqual([true, false]);
  });
});

describe("on disk", () => {
  test("everything comes back after a close, and the gap is a gap", () => {
    const first = start();
    const { append } = directTarget(first, target);
    for (let i = 0; i < 500; i++) append(at(i), x(i));
    clock.stepWall(500_000);
    stop(first);
    const second = start();
    directTarget(second, target).append(at(520), x(1));
    expect(values(second, "x", 498, 521, 1)).toEqual([498, 499, ...new Array(20).fill(NA), 1, 1]);
    expect(values(second, "x", 0, 497, 1)).toEqual(Array.from({ length: 498 }, (_, i) => i));
    expect(second.stats()).toMatchObject({ seriesCount: 1, problem: null });
  });

  test("a query that is cancelled while it reads the disk leaves the database usable", () => {
    const first = start();
    const { append } = directTarget(first, target);
    for (let i = 0; i < 1000; i++) append(at(i), x(i));
    stop(first);
    const second = start();
    let asked = 0;
    const run = () =>
      second.queryRange({ expr: "x", startMs: at(0), endMs: at(999), stepMs: 1000 }, () => ++asked === 2);
    expect(run).toThrow(expect.objectContaining({ code: "CANCELLED" }));
    directTarget(second, target).append(at(2000), x(1));
    second.flush();
    expect(second.stats().problem).toBeNull();
    expect(values(second, "x", 0, 999, 333)).toEqual([0, 333, 666, 999]);
  });

  test("only the blocks of the window are read", () => {
    const first = start();
    const { append } = directTarget(first, target);
    for (let i = 0; i < 2400; i++) append(at(i), x(i));
    stop(first);
    const second = start();
    // Asked once for each block that is read.
    let read = 0;
    const count = () => {
      read += 1;
      return false;
    };
    const ask = (from: number, to: number) => {
      read = 0;
      const query = { expr: "x", startMs: at(from), endMs: at(to), stepMs: 1000 };
      return [...(second.queryRange(query, count).frame.values[0] ?? [])];
    };
    expect(ask(1300, 1302)).toEqual([1300, 1301, 1302]);
    expect(read).toBeLessThanOrEqual(6);
    expect(ask(0, 1)).toEqual([0, 1]);
    expect(read).toBe(1);
  });

  test("flushing often costs no duplicates, and a kill loses the unflushed tail alone", () => {
    const first = start();
    const { append } = directTarget(first, target);
    for (let i = 0; i < 1000; i++) {
      append(at(i), x(i));
      if (i % 17 === 0) first.flush();
    }
    // What is on disk now is what a kill would leave (the lock of the process goes with it).
    const crashed = join(folder, "crashed.db");
    for (const suffix of ["", "-wal"]) if (existsSync(file + suffix)) copyFileSync(file + suffix, crashed + suffix);
    const second = start({ databaseFile: crashed });
    expect(values(second, "x", 0, 986, 1)).toEqual(Array.from({ length: 987 }, (_, i) => i));
    directTarget(second, target).append(at(1010), x(7));
    expect(values(second, "x", 986, 989, 1)).toEqual([986, NA, NA, NA]);
    expect(values(second, "x", 1009, 1010, 1)).toEqual([NA, 7]);
  });

  test("a second start continues the series instead of making new ones", () => {
    for (let run = 0; run < 3; run++) {
      const store = start();
      directTarget(store, target).append(at(run * 10), x(run));
      clock.stepWall(10_000);
      stop(store);
    }
    expect(start().stats()).toMatchObject({ seriesCount: 1 });
  });

  test("rows older than what is on disk are refused after a restart too", () => {
    const first = start();
    directTarget(first, target).append(at(100), x(1));
    stop(first);
    const second = start();
    directTarget(second, target).append(at(50), x(2));
    expect(second.stats().refusedRowsTotal).toBe(1);
  });

  test("retention drops blocks and then the series nobody writes any more", async () => {
    const first = start();
    directTarget(first, target).append(at(0), x(1));
    directTarget(first, { instance: "b", job: "gpu" }).append(at(86_000), x(2));
    stop(first);
    await clock.advance(86_400_000 + 10_000);
    const second = start();
    while (second.deleteExpired()) {}
    expect(
      second
        .series({ matchers: ["x"], startMs: at(-10), endMs: at(90_000) }, never)
        .map(({ labels }) => labels.instance),
    ).toEqual(["b"]);
    expect(second.stats().seriesCount).toBe(2);
    await clock.advance(3 * 86_400_000);
    while (second.deleteExpired()) {}
    expect(second.stats().seriesCount).toBe(0);
    stop(second);
    expect(start().stats().seriesCount).toBe(0);
  });

  test("a damaged block is left out and told, the rest is shown", () => {
    const first = start();
    const { append } = directTarget(first, target);
    for (let i = 0; i < 720; i++) append(at(i), x(i));
    stop(first);
    const sqlite = new Database(file);
    sqlite.prepare("UPDATE blocks SET data = zeroblob(100) WHERE start_ms = ?").run(at(240));
    sqlite.close();
    const second = start();
    const shown = values(second, "x", 0, 719, 1);
    expect([shown[239], shown[299], shown[300], shown[719]]).toEqual([239, 239, 300, 719]);
    expect(second.stats().problem).toMatch(/damaged/);
  });
});

describe("a database that cannot be used never stops the console", () => {
  const worksInMemory = (one: SampleStore) => {
    directTarget(one, target).append(at(0), x(1));
    one.flush();
    expect(values(one, "x", 0, 0, 1)).toEqual([1]);
  };

  test("broken: moved aside whole, a new one is used", () => {
    writeFileSync(file, "this is no database, and was never one, whatever its name may say about it".repeat(100));
    const one = start();
    worksInMemory(one);
    expect(one.stats().problem).toMatch(/was broken.*samples\.db\.broken-/);
    expect(readdirSync(folder).filter((name) => name.startsWith("samples.db.broken-"))).toHaveLength(1);
    stop(one);
    expect(start().stats().problem).toBeNull();
  });

  test("held by another process", () => {
    const other = new Database(file);
    other.exec("BEGIN EXCLUSIVE");
    try {
      const one = start();
      worksInMemory(one);
      expect(one.stats().problem).toMatch(/locked.*memory only/);
    } finally {
      other.close();
    }
  });

  test("a folder in its place, or no folder at all", () => {
    mkdirSync(file);
    const one = start();
    worksInMemory(one);
    expect(one.stats().problem).toMatch(/cannot be used.*memory only/);
    const two = start({ databaseFile: join(folder, "missing", "samples.db") });
    worksInMemory(two);
    expect(two.stats().problem).toMatch(/cannot be used.*memory only/);
  });

  test("written by a newer version: left alone", () => {
    const other = new Database(file);
    other.pragma("user_version = 999");
    other.close();
    const one = start();
    worksInMemory(one);
    expect(one.stats().problem).toMatch(/newer Midwatch/);
    expect(readdirSync(folder)).toEqual(["samples.db"]);
  });

  test("one that refuses writes: samples are kept and written once it takes them again", () => {
    const first = start();
    directTarget(first, target).append(at(0), x(0));
    stop(first);
    const sqlite = new Database(file);
    sqlite.exec(`CREATE TRIGGER full BEFORE INSERT ON blocks WHEN NEW.end_ms BETWEEN ${at(250)} AND ${at(260)}
      BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`);
    sqlite.close();
    const second = start();
    const { append } = directTarget(second, target);
    for (let i = 10; i <= 255; i++) append(at(i), x(i));
    second.flush();
    expect(second.stats().problem).toMatch(/cannot be written to disk \(database or disk is full\).*memory only/);
    expect(values(second, "x", 10, 255, 245)).toEqual([10, 255]);
    for (let i = 256; i <= 400; i++) append(at(i), x(i));
    second.flush();
    expect(second.stats().problem).toBeNull();
    stop(second);
    expect(values(start(), "x", 10, 400, 1)).toEqual(Array.from({ length: 391 }, (_, i) => i + 10));
  });
});
