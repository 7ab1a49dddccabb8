import { describe, expect, it } from "vitest";
import { joinViews } from "../../../../renderer/charts/joinViews.ts";
import {
  nearestIndex,
  newestMeasured,
  newestValue,
  SeriesBuffer,
  stoppedMs,
} from "../../../../renderer/charts/SeriesBuffer.ts";
import { frameOf } from "./frames.ts";

const gap = Number.NaN;
const steps = (buffer: SeriesBuffer) => [...buffer.view().timesMs].map((time) => time / 1000);
const column = (buffer: SeriesBuffer, s = 0) => [...(buffer.view().values[s] ?? [])];

describe("SeriesBuffer", () => {
  it("starts over with each reset", () => {
    const buffer = new SeriesBuffer(10_000);
    buffer.reset(frameOf(0, [1, 2, 3]));
    buffer.reset(frameOf(50, [7], [8]));
    expect(steps(buffer)).toEqual([50]);
    expect([column(buffer, 0), column(buffer, 1)]).toEqual([[7], [8]]);
    expect(buffer.series).toHaveLength(2);
  });

  it("appends what is new and ignores steps that it has", () => {
    const buffer = new SeriesBuffer(60_000);
    buffer.reset(frameOf(0, [0, 1, 2]));
    buffer.append(frameOf(1, [99, 99, 3, 4]));
    expect(steps(buffer)).toEqual([0, 1, 2, 3, 4]);
    expect(column(buffer)).toEqual([0, 1, 2, 3, 4]);
  });

  it("keeps the range and no more, over many windows, without growing", () => {
    const buffer = new SeriesBuffer(99_000);
    buffer.reset(
      frameOf(
        0,
        Array.from({ length: 100 }, (_, i) => i),
        Array.from({ length: 100 }, (_, i) => -i),
      ),
    );
    const memory = new Set([buffer.view().timesMs.buffer]);
    for (let step = 100; step < 1000; step += 1) {
      buffer.append(frameOf(step, [step], [-step]));
      memory.add(buffer.view().timesMs.buffer);
      expect(buffer.length).toBe(100);
    }
    expect(memory.size).toBe(1);
    expect(steps(buffer)).toEqual(Array.from({ length: 100 }, (_, i) => 900 + i));
    expect(column(buffer, 1)).toEqual(Array.from({ length: 100 }, (_, i) => -900 - i));
  });

  it("grows when one append is longer than what it has room for", () => {
    const buffer = new SeriesBuffer(10_000_000);
    buffer.reset(frameOf(0, [0]));
    buffer.append(
      frameOf(
        1,
        Array.from({ length: 5000 }, (_, i) => i + 1),
      ),
    );
    expect(buffer.length).toBe(5001);
    expect(column(buffer).at(-1)).toBe(5000);
  });

  it("leaves a gap in a series that an append does not carry", () => {
    const buffer = new SeriesBuffer(60_000);
    buffer.reset(frameOf(0, [1], [2]));
    buffer.append(frameOf(1, [3]));
    expect(column(buffer, 1)).toEqual([2, Number.NaN]);
  });

  it("takes an empty frame", () => {
    const buffer = new SeriesBuffer(60_000);
    buffer.reset(frameOf(0));
    buffer.append(frameOf(1));
    expect(buffer.length).toBe(0);
    expect(newestMeasured(buffer.view())).toBe(-1);
  });
});

describe("what was measured last", () => {
  it.each([
    { columns: [[1, 2, 3]], newest: 2, value: 3 },
    { columns: [[1, 2, gap]], newest: 1, value: 2 },
    { columns: [[gap, 0, gap, gap]], newest: 1, value: gap },
    { columns: [[gap, gap]], newest: -1, value: gap },
    {
      columns: [
        [1, gap],
        [gap, gap],
      ],
      newest: 0,
      value: 1,
    },
  ])("$columns", ({ columns, newest, value }) => {
    const { timesMs, values } = frameOf(0, ...columns);
    expect(newestMeasured({ timesMs, values })).toBe(newest);
    expect(newestValue(Float64Array.from(columns[0] ?? []), 2)).toBe(value);
  });
});

it.each([
  { column: [1, 2, 3, 4, 5], at: null },
  { column: [1, 2, 0, gap, gap], at: null },
  { column: [1, 0, gap, gap, gap], at: 1000 },
  { column: [gap, gap, gap, gap, gap], at: null },
  { column: [1, gap], at: null },
  { column: [], at: null },
])("a series has stopped when its newest steps are empty: $column", ({ column, at }) => {
  expect(stoppedMs(frameOf(0, column).timesMs, Float64Array.from(column))).toBe(at);
});

it.each([
  { times: [], at: 5, index: 0 },
  { times: [10], at: -5, index: 0 },
  { times: [10, 20, 30], at: 14, index: 0 },
  { times: [10, 20, 30], at: 16, index: 1 },
  { times: [10, 20, 30], at: 30, index: 2 },
  { times: [10, 20, 30], at: 99, index: 2 },
])("nearest to $at among $times", ({ times, at, index }) => {
  expect(nearestIndex(Float64Array.from(times), at)).toBe(index);
});

describe("joinViews", () => {
  it("shares columns when the steps are the same", () => {
    const a = frameOf(0, [1, 2]);
    const b = frameOf(0, [3, 4]);
    const joined = joinViews([a, b]);
    expect(joined.values[0]).toBe(a.values[0]);
    expect(joined.values[1]).toBe(b.values[0]);
  });

  it("lays queries that start apart onto all steps, with gaps", () => {
    const joined = joinViews([frameOf(1, [1, 2]), frameOf(0, [7, 8])]);
    expect([...joined.timesMs]).toEqual([0, 1000, 2000]);
    expect(joined.values.map((values) => [...values])).toEqual([
      [Number.NaN, 1, 2],
      [7, 8, Number.NaN],
    ]);
  });
});
