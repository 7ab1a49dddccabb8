import { expect, test } from "vitest";
import { SeriesBuffer } from "../../../../renderer/charts/SeriesBuffer.ts";
import { ownTimes } from "../../../../renderer/features/services/useOwnTimes.ts";

const gap = Number.NaN;

test("a release's own time is that of the steps it was told in", () => {
  const buffer = new SeriesBuffer(60_000);
  buffer.reset({
    timesMs: Float64Array.of(0, 10_000, 20_000, 30_000),
    series: ["v1", "v2", "v3"].map((version) => ({ name: "", labels: { version } })),
    values: [Float64Array.of(1, 1, 1, gap), Float64Array.of(gap, gap, gap, 1), Float64Array.of(gap, gap, gap, gap)],
  });
  expect([...ownTimes(buffer, "version", 10_000)]).toEqual([
    ["v1", 30_000],
    ["v2", 10_000],
    ["v3", 0],
  ]);
});
