import { expect, test } from "vitest";
import { exploreSeries } from "../../../../../renderer/features/explore/exploreSeries.ts";
import { fileName, toCsv } from "../../../../../renderer/features/explore/exportFiles.ts";

const timesMs = Float64Array.of(Date.UTC(2026, 10, 19, 2, 14, 0), Date.UTC(2026, 10, 19, 2, 14, 15));

test("a row a step, a column a series; a gap is empty", () => {
  const view = { timesMs, values: [Float64Array.of(0.5, Number.NaN), Float64Array.of(Number.POSITIVE_INFINITY, 0)] };
  const series = [
    { name: "up", labels: { job: 'a"b' } },
    { name: "", labels: { path: "=cmd()" } },
  ];
  expect(toCsv(view, exploreSeries([{ queryId: "A", series }], view))).toBe(
    [
      'time,"up{job=""a\\""b""}","{path=""=cmd()""}"',
      "2026-11-19T02:14:00.000Z,0.5,Infinity",
      "2026-11-19T02:14:15.000Z,,0",
      "",
    ].join("\r\n"),
  );
});

test("a file is named by its time without characters that file systems refuse", () => {
  expect(fileName(timesMs[0] ?? 0, "csv")).toBe("midwatch-2026-11-19T02-14-00Z.csv");
});
