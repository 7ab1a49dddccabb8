import { expect, test } from "vitest";
import { totalsBefore } from "../../../../../renderer/features/logs/volumeBefore.ts";

const volume = { startMs: 100_000, stepMs: 10_000, levels: [{ level: "info" as const, counts: [1, 2, 3] }] };

test.each([
  ["all levels together, step by step", 50_000, 50_000, [4, 0, 7], [1, 1, 0], [5, 1, 7]],
  ["what lies before the window is left out", 50_000, 40_000, [9, 4, 5, 6], [0, 0, 0, 0], [4, 5, 6]],
  ["a shift that is no whole step goes to the nearest", 54_000, 50_000, [4, 5, 6], [0, 0, 0], [4, 5, 6]],
  ["nothing was counted after its end", 50_000, 50_000, [4], [0], [4, 0, 0]],
])("lines before: %s", (_name, shiftMs, startMs, infos, errors, totals) => {
  const levels = [
    { level: "error" as const, counts: errors },
    { level: "info" as const, counts: infos },
  ];
  expect(totalsBefore(volume, { startMs, stepMs: 10_000, levels }, shiftMs)).toEqual(totals);
});
