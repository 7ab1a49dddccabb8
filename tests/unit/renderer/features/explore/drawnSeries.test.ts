import { expect, test } from "vitest";
import {
  assignSlots,
  drawnSeries,
  isolate,
  mostDrawn,
  toggle,
} from "../../../../../renderer/features/explore/drawnSeries.ts";
import type { ExploreSeries } from "../../../../../renderer/features/explore/exploreSeries.ts";

const series = (key: string, last: number): ExploreSeries => ({
  key,
  label: key,
  queryId: "A",
  series: { name: key, labels: {} },
  column: 0,
  stoppedMs: null,
  last,
  min: last,
  max: last,
  mean: last,
});
const gpu = (host: string, index: number, last: number): ExploreSeries => ({
  ...series(`${host} ${index}`, last),
  series: { name: "up", labels: { instance: host, gpu: String(index) } },
});
const keys = (all: readonly ExploreSeries[]) => all.map(({ key }) => key);

test("the eight with the largest newest values are drawn, what has none last", () => {
  const all = Array.from({ length: 12 }, (_, index) => series(`s${index}`, index === 11 ? Number.NaN : index));
  expect(keys(drawnSeries(all, null))).toEqual(["s10", "s9", "s8", "s7", "s6", "s5", "s4", "s3"]);
  expect(drawnSeries(all, null)).toHaveLength(mostDrawn);
  expect(keys(drawnSeries(all, new Set(["s1", "s11"])))).toEqual(["s1", "s11"]);
});

test("picked series that are gone bring the others back", () => {
  expect(keys(drawnSeries([series("a", 1)], new Set(["gone"])))).toEqual(["a"]);
});

test("a click isolates and a second one undoes it; with Ctrl one is taken away or added", () => {
  const drawn = [series("a", 1), series("b", 2)];
  expect(isolate(null, "a")).toEqual(new Set(["a"]));
  expect(isolate(new Set(["a"]), "a")).toBeNull();
  expect(isolate(new Set(["a"]), "b")).toEqual(new Set(["b"]));
  expect(toggle(null, "a", drawn)).toEqual(new Set(["b"]));
  expect(toggle(new Set(["b"]), "a", drawn)).toEqual(new Set(["b", "a"]));
  expect(toggle(new Set(["b"]), "b", drawn)).toBeNull();
});

test("a colour stays with its series while others come and go", () => {
  const held = new Map<string, number>();
  assignSlots(held, [series("a", 1), series("b", 2), series("c", 3)]);
  assignSlots(held, [series("c", 3), series("d", 4), series("b", 2)]);
  expect(Object.fromEntries(held)).toEqual({ b: 2, c: 3, d: 1 });
});

test("a GPU has the colour it has on its host's page, whatever its value", () => {
  const held = new Map<string, number>();
  assignSlots(held, [gpu("a", 5, 0.9), gpu("a", 0, 0.8), gpu("a", 2, 0.7)]);
  expect(Object.fromEntries(held)).toEqual({ "a 5": 6, "a 0": 1, "a 2": 3 });
  assignSlots(held, [gpu("b", 2, 0.9), gpu("a", 2, 0.7), series("total", 9)]);
  expect(Object.fromEntries(held)).toEqual({ "a 2": 3, "b 2": 1, total: 2 });
});

test("others are coloured in the order of their names, not of their values", () => {
  const held = assignSlots(new Map(), [series("s10", 3), series("s9", 2), series("s1", 1)]);
  expect(Object.fromEntries(held)).toEqual({ s1: 1, s9: 2, s10: 3 });
});
