import { describe, expect, test } from "vitest";
import { formatDuration, formatSpan } from "../../../../shared/domain/format/duration.ts";
import {
  formatBytes,
  formatCelsius,
  formatHertz,
  formatRatioPercent,
  formatSi,
  formatWatts,
  noValue,
  signed,
} from "../../../../shared/domain/format/numbers.ts";
import { formatValue } from "../../../../shared/domain/format/units.ts";

test.each([
  [0, "0 B"],
  [1, "1 B"],
  [512, "512 B"],
  [1023, "1023 B"],
  [1024, "1.00 KiB"],
  [1536, "1.50 KiB"],
  [10.24 * 1024, "10.2 KiB"],
  [1023.9 * 1024, "1.00 MiB"],
  [81559 * 2 ** 20, "79.6 GiB"],
  [2 ** 40, "1.00 TiB"],
  [-2048, "\u22122.00 KiB"],
  [2 ** 80, "1048576 EiB"],
  [Number.NaN, noValue],
  [Number.POSITIVE_INFINITY, noValue],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [1.28e9, "B/s", "1.28 GB/s"],
  [999, "B/s", "999 B/s"],
  [999.6e3, "B/s", "1.00 MB/s"],
  [0, "b/s", "0 b/s"],
  [0.5, "tok/s", "0.50 tok/s"],
  [42_000, "", "42.0 k"],
  [7, "", "7"],
  [Number.NaN, "B/s", noValue],
])("%d of %j is %s", (value, unit, text) => {
  expect(formatSi(value, unit)).toBe(text);
});

test.each([
  [0.987, "98.7 %"],
  [0, "0.0 %"],
  [1, "100.0 %"],
  [0.35, "35.0 %"],
  [-0.0001, "0.0 %"],
  [Number.NaN, noValue],
])("the share %d is %s", (ratio, text) => {
  expect(formatRatioPercent(ratio)).toBe(text);
});

test("decimals are fixed by the column", () => {
  expect(formatRatioPercent(0.975, 0)).toBe("98 %");
  expect(formatWatts(612.4)).toBe("612 W");
  expect(formatWatts(71.15, 1)).toBe("71.2 W");
  expect(formatHertz(1.755e9)).toBe("1755 MHz");
  expect(formatCelsius(87)).toBe("87 \u00b0C");
  for (const format of [formatWatts, formatHertz, formatCelsius]) expect(format(Number.NaN)).toBe(noValue);
});

describe("durations", () => {
  test.each([
    [0, "0 ms"],
    [0.82, "820 ms"],
    [0.9999, "999 ms"],
    [1, "1.00 s"],
    [8.42, "8.42 s"],
    [9.999, "9.99 s"],
    [42.9, "42 s"],
    [59.9, "59 s"],
    [60, "1m00s"],
    [252, "4m12s"],
    [3599.9, "59m59s"],
    [3600, "1h00m"],
    [16080, "4h28m"],
    [86399, "23h59m"],
    [86400, "1 d 0 h"],
    [41 * 86400 + 7 * 3600 + 59 * 60, "41 d 7 h"],
    [-5, "\u22125.00 s"],
    [Number.NaN, noValue],
    [Number.POSITIVE_INFINITY, noValue],
  ])("%d s are %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  test.each([
    [0, "0 s"],
    [800, "800 ms"],
    [6000, "6 s"],
    [60_000, "1m"],
    [90_000, "1m30s"],
    [7_200_000, "2h"],
  ])("%d ms that were set are %s", (ms, text) => {
    expect(formatSpan(ms)).toBe(text);
  });
});

test.each([
  [-0.0213, "ratio", "\u22122.13 %"],
  [-0.000_000_1, "ratio", "\u22121.00e-5 %"],
  [-250, "none", "\u2212250"],
  [0, "ratio", "0 %"],
] as const)("%d of %s has a minus sign before it and no hyphen: %s", (value, unit, text) => {
  expect(formatValue(value, unit)).toBe(text);
});

test("what rounds to zero has no sign", () => {
  expect([formatRatioPercent(-0.000_01), signed("-0.00"), signed("-1,204")]).toEqual(["0.0 %", "0.00", "\u22121,204"]);
});
