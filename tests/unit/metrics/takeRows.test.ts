import { expect, test } from "vitest";
import { SampleStore } from "../../../electron/services/metrics/sampleStore.ts";
import { directTarget } from "../../builders/sampleRows.ts";
import { readWriteRequest } from "../../builders/writeRequest.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

const startMs = Date.UTC(2026, 10, 19, 2);
const at = (seconds: number) => startMs + seconds * 1000;
const ask = { cursor: {}, startMs: startMs - 1, mostSamples: 20_000, labels: {} };

function open() {
  const clock = new ManualClock(at(600));
  const options = { databaseFile: null, retentionMs: 86_400_000, memoryCapBytes: 64_000_000, flushIntervalMs: 20_000 };
  return { clock, store: new SampleStore(options, clock) };
}
const x = (value: number, labels = {}) => [{ name: "x", labels, value }];

test("rows are taken once, with the target's labels, in order, staleness as its own mark", () => {
  const { store } = open();
  const target = directTarget(store, { instance: "a", job: "gpu" });
  target.append(at(0), x(1));
  target.append(at(1), x(Number.NaN));
  target.markStale(at(2));
  const first = store.writeBatch({ ...ask, labels: { console: "eu", job: "other" } });
  expect(readWriteRequest(first.body)).toEqual([
    {
      labels: { __name__: "x", console: "eu", instance: "a", job: "gpu" },
      samples: [
        [at(0), 1],
        [at(1), Number.NaN],
        [at(2), "stale"],
      ],
    },
  ]);
  expect(first).toMatchObject({ samples: 3, more: false });
  const second = store.writeBatch({ ...ask, cursor: first.cursor });
  expect(second).toMatchObject({ samples: 0, more: false });
  target.append(at(3), x(2));
  const third = store.writeBatch({ ...ask, cursor: second.cursor });
  expect(readWriteRequest(third.body).map(({ samples }) => samples)).toEqual([[[at(3), 2]]]);
});

test("batches end at their size, sealed rows and the newest follow each other without a gap", () => {
  const { store } = open();
  const target = directTarget(store, { instance: "a", job: "gpu" });
  for (let row = 0; row < 250; row += 1) target.append(at(row), x(row));
  const times: number[] = [];
  let cursor = {};
  for (let batches = 1; ; batches += 1) {
    const batch = store.writeBatch({ ...ask, cursor, mostSamples: 40 });
    times.push(...readWriteRequest(batch.body).flatMap(({ samples }) => samples.map(([timeMs]) => timeMs)));
    cursor = batch.cursor;
    if (batch.more) continue;
    expect(batches).toBeGreaterThan(3);
    break;
  }
  expect(times).toEqual(Array.from({ length: 250 }, (_, row) => at(row)));
});

test("nothing from before the start is taken, and nothing that the retention gave up", () => {
  const { store, clock } = open();
  const target = directTarget(store, { instance: "a", job: "gpu" });
  for (let row = 0; row < 10; row += 1) target.append(at(row), x(row));
  expect(store.writeBatch({ ...ask, startMs: at(4) }).samples).toBe(5);
  clock.stepWall(at(86_400 + 7) - clock.nowMs());
  expect(store.writeBatch(ask).samples).toBe(2);
});

test("the target that is furthest behind comes first", () => {
  const { store } = open();
  const ahead = directTarget(store, { instance: "ahead", job: "gpu" });
  const behind = directTarget(store, { instance: "behind", job: "gpu" });
  for (let row = 0; row < 60; row += 1) {
    ahead.append(at(row), x(row));
    behind.append(at(row), x(row));
  }
  const all = store.writeBatch(ask);
  const [aheadKey = ""] = Object.keys(all.cursor).filter((key) => key.includes("ahead"));
  const batch = store.writeBatch({ ...ask, cursor: { [aheadKey]: at(30) }, mostSamples: 1 });
  expect(readWriteRequest(batch.body).map(({ labels }) => labels.instance)).toEqual(["behind"]);
});

test("a receiver that takes little at a time gets less than a whole half minute of a target", () => {
  const { store } = open();
  const target = directTarget(store, { instance: "a", job: "gpu" });
  const row = Array.from({ length: 100 }, (_, index) => ({ name: `x${index}`, labels: {}, value: index }));
  for (let second = 0; second < 60; second += 1) target.append(at(second), row);
  expect(store.writeBatch({ ...ask, mostSamples: 500 }).samples).toBeLessThanOrEqual(600);
  expect(store.writeBatch({ ...ask, mostSamples: 20_000 }).samples).toBe(6000);
});

test("what the retention gave up before it was taken is told as a time, once", () => {
  const { store, clock } = open();
  const target = directTarget(store, { instance: "a", job: "gpu" });
  target.append(at(0), x(1));
  const taken = store.writeBatch(ask);
  expect(taken.agedOutMs).toBe(0);
  for (let row = 1; row < 600; row += 1) target.append(at(row), x(row));
  clock.stepWall(86_400_000);
  const late = store.writeBatch({ ...ask, cursor: taken.cursor });
  expect(late.agedOutMs).toBe(600_000);
  expect(late.samples).toBe(0);
  expect(store.writeBatch({ ...ask, cursor: late.cursor }).agedOutMs).toBe(0);
});
