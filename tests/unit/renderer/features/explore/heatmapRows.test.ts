import { expect, test } from "vitest";
import { exploreSeries } from "../../../../../renderer/features/explore/exploreSeries.ts";
import { heatmapRows } from "../../../../../renderer/features/explore/heatmapRows.ts";
import type { Labels } from "../../../../../shared/domain/metrics/model.ts";

function rowsOf(...series: readonly (readonly [Labels, ...number[]])[]) {
  const view = { timesMs: Float64Array.of(0, 1000), values: series.map(([, ...values]) => Float64Array.from(values)) };
  const answered = [{ queryId: "A", series: series.map(([labels]) => ({ name: "x", labels })) }];
  const { rows, max } = heatmapRows(exploreSeries(answered, view), view, (bound) => `${bound} s`);
  return { max, rows: rows.map(({ label, values }) => [label, ...values]) };
}

test("cumulative buckets become what fell into each, bounds ordered as numbers", () => {
  expect(rowsOf([{ le: "+Inf" }, 10, 12], [{ le: "0.5" }, 2, 3], [{ le: "10" }, 9, 9], [{ le: "2.0" }, 4, 7])).toEqual({
    max: 5,
    rows: [
      ["0.5 s", 2, 3],
      ["2 s", 2, 4],
      ["10 s", 5, 2],
      ["Infinity s", 1, 3],
    ],
  });
});

test("buckets of several series add up; a missing one counts for nothing", () => {
  expect(rowsOf([{ le: "1", pod: "a" }, 1, Number.NaN], [{ le: "1", pod: "b" }, 2, 5]).rows).toEqual([["1 s", 3, 5]]);
});

test("what rounding leaves between two buckets is nothing, and so is a fall; a gap stays one", () => {
  const gap = Number.NaN;
  expect(rowsOf([{ le: "1" }, 0.3, 3, 1], [{ le: "2" }, 0.1 + 0.2, 2, gap]).rows[1]).toEqual(["2 s", 0, 0, gap]);
});

test("anything else is a row a series, the first at the top", () => {
  expect(rowsOf([{ pod: "a" }, 1, 2], [{ pod: "b" }, 3, Number.NaN])).toEqual({
    max: 3,
    rows: [
      ["b", 3, Number.NaN],
      ["a", 1, 2],
    ],
  });
});
