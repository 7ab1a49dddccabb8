import { expect, it } from "vitest";
import type { RangeQuery } from "../../../electron/services/metrics/types.ts";
import { createRangeCache } from "../../../electron/services/sources/prometheus/rangeCache.ts";
import type { RangeAnswer } from "../../../shared/domain/metrics/model.ts";
import { seededRandom } from "../../doubles/seededRandom.ts";

const stepMs = 10_000;

/** What a server has: two series, one of which comes and goes. Samples of the last minute may still change. */
function setUp() {
  let nowMs = 100_000_000;
  const windows: (readonly [number, number])[] = [];
  const truth = (startMs: number, endMs: number): RangeAnswer => {
    const timesMs = Float64Array.from({ length: (endMs - startMs) / stepMs + 1 }, (_, i) => startMs + i * stepMs);
    const isYoung = (time: number) => time > nowMs - 60_000;
    const a = timesMs.map((time) => (isYoung(time) ? time / 2 : time));
    const b = timesMs.map((time) => (Math.floor(time / 500_000) % 2 === 0 ? time + 1 : Number.NaN));
    const columns = [a, b].map((values, index) => ({ values, series: { name: "m", labels: { s: `${index}` } } }));
    const seen = columns.filter(({ values }) => values.some((value) => !Number.isNaN(value)));
    return {
      frame: { timesMs, series: seen.map(({ series }) => series), values: seen.map(({ values }) => values) },
      warnings: [],
      infos: [],
    };
  };
  const cache = createRangeCache(() => nowMs);
  return {
    windows,
    truth,
    ask: (startMs: number, endMs: number, expr = "m") =>
      cache.ask({ expr, startMs, endMs, stepMs } satisfies RangeQuery, async (window) => {
        windows.push([window.startMs, window.endMs]);
        return truth(window.startMs, window.endMs);
      }),
    now: () => Math.floor(nowMs / stepMs) * stepMs,
    wait(ms: number) {
      nowMs += ms;
    },
  };
}

const plain = ({ frame }: RangeAnswer) => ({
  times: [...frame.timesMs],
  columns: frame.series.map(({ labels }, index) => [labels.s, [...(frame.values[index] ?? [])]]).sort(),
});

it("asks at the right edge alone for a window that moved on, and again for what may have changed", async () => {
  const { ask, now, wait, windows, truth } = setUp();
  const hour = 3_600_000;
  const end = now();
  await ask(end - hour, end);
  wait(300_000);
  const answer = await ask(end - hour + 300_000, end + 300_000);
  expect(windows).toEqual([
    [end - hour, end],
    [end - 110_000, end + 300_000],
  ]);
  expect(plain(answer)).toEqual(plain(truth(end - hour + 300_000, end + 300_000)));
});

it("a query about the window's own ends is always asked whole", async () => {
  const { ask, now, windows } = setUp();
  const end = now();
  for (const expr of ["m @ end()", "m @  start ()", "m offset -5m"]) {
    await ask(end - 600_000, end, expr);
    await ask(end - 600_000, end, expr);
  }
  expect(windows).toHaveLength(6);
});

it("answers as the server would, whatever is asked in whatever order", async () => {
  const { ask, now, wait, truth, windows } = setUp();
  const random = seededRandom(11);
  let asked = 0;
  for (let round = 0; round < 400; round++) {
    wait(Math.floor(random() * 120_000));
    const endMs = now() - (random() < 0.6 ? 0 : Math.floor(random() * 300) * stepMs);
    const startMs = endMs - (random() < 0.3 ? 0 : Math.floor(random() * 400) * stepMs);
    expect(plain(await ask(startMs, endMs))).toEqual(plain(truth(startMs, endMs)));
    asked += (endMs - startMs) / stepMs + 1;
  }
  const fetched = windows.reduce((sum, [startMs, endMs]) => sum + (endMs - startMs) / stepMs + 1, 0);
  expect(fetched).toBeLessThan(asked * 0.8);
});
