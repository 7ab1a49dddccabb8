import { describe, expect, test } from "vitest";
import { type BlockColumn, BlockReader, encodeBlock, isIntactBlock } from "../../../../shared/domain/metrics/block.ts";
import { sampleState } from "../../../../shared/domain/metrics/blockColumn.ts";
import { seededRandom } from "../../../doubles/seededRandom.ts";

type Random = () => number;
const whole = (random: Random, below: number) => Math.floor(random() * below);

function steadyTimes(rows: number, intervalMs = 1000, jitterMs = 0, random: Random = () => 0): Float64Array {
  return Float64Array.from(
    { length: rows },
    (_, i) => 1_763_500_000_000 + i * intervalMs + whole(random, jitterMs + 1),
  );
}

function column(
  seriesId: number,
  values: readonly number[],
  states?: readonly number[],
): BlockColumn & { readonly values: Float64Array; readonly states: Uint8Array } {
  return {
    seriesId,
    values: Float64Array.from(values),
    states: Uint8Array.from(states ?? values.map(() => sampleState.value)),
  };
}

/** Values as bits, absent rows left out: what must survive exactly. */
function bits({ values, states }: { readonly values: Float64Array; readonly states: Uint8Array }): string[] {
  const view = new DataView(new ArrayBuffer(8));
  return [...states].map((state, i) => {
    if (state !== sampleState.value) return state === sampleState.stale ? "stale" : "absent";
    view.setFloat64(0, values[i] ?? 0);
    return view.getBigUint64(0).toString(16);
  });
}

function roundTrip(timesMs: Float64Array, columns: readonly BlockColumn[]) {
  const bytes = encodeBlock(timesMs, columns);
  expect(isIntactBlock(bytes)).toBe(true);
  const reader = new BlockReader(bytes);
  expect(reader.timesMs).toEqual(timesMs);
  return {
    bytes,
    read(seriesId: number) {
      const values = new Float64Array(reader.rows).fill(-7);
      const states = new Uint8Array(reader.rows).fill(9);
      return reader.read(seriesId, values, states) ? { values, states } : null;
    },
  };
}

const shapes: Readonly<Record<string, (random: Random, i: number) => number>> = {
  constant: () => 42,
  "nearly constant": (random) => (random() < 0.05 ? 1 : 0),
  counter: (random, i) => i * 1000 + whole(random, 500),
  "large counter": (random, i) => 2 ** 50 + i * 4_000_000_000 + whole(random, 1000),
  "falling gauge": (_random, i) => -i * 3,
  "small gauge": (random) => whole(random, 100),
  "two decimals": (random) => whole(random, 30_000) / 100,
  "four-byte spread": (random) => whole(random, 2 ** 31) * 2,
  mebibytes: (random) => whole(random, 80_000) * 1_048_576,
  doubles: (random) => random() * 1e6 - 5e5,
  "tiny and huge": (random) => (random() - 0.5) * 10 ** (whole(random, 600) - 300),
  specials: (random) => [NaN, -0, 0, Infinity, -Infinity, 5e-324, Number.MAX_VALUE, 1.5][whole(random, 8)] ?? 0,
  "not-a-numbers only": () => NaN,
  "negative zeros only": () => -0,
  "zeros of both signs": (random) => (random() < 0.5 ? 0 : -0),
  "beyond 2^53": (random) => 2 ** 53 + whole(random, 1000) * 2,
};

describe("sealed blocks", () => {
  test.each(Object.entries(shapes))("bring back every bit: %s", (_name, shape) => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = seededRandom(seed);
      const rows = 1 + whole(random, 300);
      const gaps = random() < 0.5;
      const values = Array.from({ length: rows }, (_, i) => shape(random, i));
      const states = values.map(() => (gaps ? whole(random, 3) : sampleState.value));
      states[0] = sampleState.value;
      const original = column(7, values, states);
      const read = roundTrip(steadyTimes(rows, 1000, 20, random), [original]).read(7);
      expect(read && bits(read)).toEqual(bits(original));
    }
  });

  test("find each of many series, and none that is not there", () => {
    const columns = Array.from({ length: 100 }, (_, i) => column(1000 - i * 3, [i, i * 2, i * 3]));
    const { read } = roundTrip(steadyTimes(3), columns);
    for (const original of columns) expect([...(read(original.seriesId)?.values ?? [])]).toEqual([...original.values]);
    expect([read(1001), read(702), read(0)]).toEqual([null, null, null]);
  });

  test("a column without gaps needs no states; arrays may be longer than the rows", () => {
    const longer = { values: Float64Array.of(4, 5, 6, 7), states: Uint8Array.of(1, 0, 1, 1) };
    const { read } = roundTrip(steadyTimes(3), [
      { ...longer, seriesId: 1, states: null },
      { ...longer, seriesId: 2 },
    ]);
    expect([...(read(1)?.values ?? [])]).toEqual([4, 5, 6]);
    expect([...(read(2)?.states ?? [])]).toEqual([sampleState.value, sampleState.absent, sampleState.value]);
  });

  test.each([42, -0, Number.NaN, 5e-324])("one number stands for a column of it: %d", (value) => {
    const rows = column(1, [value, value, value, value]);
    const gaps = column(2, [...rows.values], [0, sampleState.value, sampleState.stale, sampleState.value]);
    const gone = column(3, [...rows.values], [0, 0, sampleState.stale, 0]);
    const steady = [
      { ...rows, values: value, states: null },
      ...[gaps, gone].map((one) => ({ ...one, values: value })),
    ];
    const { read } = roundTrip(steadyTimes(4), steady);
    for (const one of [rows, gaps, gone]) {
      const found = read(one.seriesId);
      expect(found && bits(found)).toEqual(bits(one));
    }
  });

  test("leave out a series without any sample, keep one with only a staleness mark", () => {
    const { read } = roundTrip(steadyTimes(2), [column(1, [0, 0], [0, 0]), column(2, [0, 0], [0, sampleState.stale])]);
    expect(read(1)).toBeNull();
    expect([...(read(2)?.states ?? [])]).toEqual([sampleState.absent, sampleState.stale]);
  });

  test.each([
    ["one row", [1_763_500_000_000]],
    ["a clock that stands still and jumps", [5, 5, 5, 900_000_000_000_000, 1]],
    ["times before 1970", [-3000, -2000, -1000, 0]],
    ["fractions, kept as they are", [0.5, 1.25, 7]],
    ["the largest doubles", [2 ** 52, 2 ** 53, 1e300]],
  ])("keep times: %s", (_name, times) => {
    roundTrip(Float64Array.from(times), [column(1, times)]);
  });

  test.each([0, 3, 4, 11, 40, 1])("notice damage at byte %i", (offset) => {
    const bytes = encodeBlock(steadyTimes(240), [
      column(
        1,
        Array.from({ length: 240 }, (_, i) => i * 7),
      ),
    ]);
    bytes[offset] = (bytes[offset] ?? 0) ^ 0x10;
    expect(isIntactBlock(bytes)).toBe(false);
  });

  test("notice a cut", () => {
    const bytes = encodeBlock(steadyTimes(10), [column(1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])]);
    for (const length of [0, 5, 11, bytes.length - 1]) expect(isIntactBlock(bytes.subarray(0, length))).toBe(false);
  });

  test("cost about two bytes a sample on what a host reports", () => {
    const random = seededRandom(1);
    const mix: [number, keyof typeof shapes][] = [
      [110, "nearly constant"],
      [80, "counter"],
      [60, "small gauge"],
      [30, "two decimals"],
      [20, "doubles"],
    ];
    const columns: BlockColumn[] = [];
    for (const [count, name] of mix) {
      for (let s = 0; s < count; s++) {
        const values = Array.from({ length: 240 }, (_, i) => shapes[name]?.(random, i) ?? 0);
        columns.push(column(columns.length + 1, values));
      }
    }
    const bytesPerSample = encodeBlock(steadyTimes(240, 1000, 5, random), columns).length / (300 * 240);
    expect(bytesPerSample).toBeLessThan(2.1);
    expect(bytesPerSample).toBeGreaterThan(0.5);
  });
});
