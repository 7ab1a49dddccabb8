import { expect, test } from "vitest";
import {
  axisUnit,
  displayUnit,
  formatBrief,
  formatTick,
  formatValue,
  type Unit,
  units,
} from "../../../../shared/domain/format/units.ts";

test.each<[number, Unit, string]>([
  [8.42, "seconds", "8.42 s"],
  [26.41, "seconds", "26.4 s"],
  [97.2, "seconds", "1m37s"],
  [0.64, "seconds", "640 ms"],
  [0.00421, "seconds", "4.21 ms"],
  [0.0000123, "seconds", "12.3 µs"],
  [0, "seconds", "0 s"],
  [16_080, "seconds", "4h28m"],
  [0.987, "ratio", "98.7 %"],
  [0.00012, "ratio", "0.0120 %"],
  [1, "ratio", "100 %"],
  [1536, "bytes", "1.50 KiB"],
  [1.28e9, "bytesPerSecond", "1.28 GB/s"],
  [0.25, "perSecond", "0.250 /s"],
  [184.2, "perSecond", "184 /s"],
  [0.0312, "none", "0.0312"],
  [412, "none", "412"],
  [61_400, "none", "61.4 k"],
  [0.0000004, "none", "4.00e-7"],
  [87, "celsius", "87.0 °C"],
  [692, "watts", "692 W"],
  [1.755e9, "hertz", "1.75 GHz"],
  [1_795_000_000, "timestamp", "2026-11-18 11:06:40Z"],
  [1e30, "timestamp", "none"],
  [Number.NaN, "seconds", "NaN"],
  [Number.POSITIVE_INFINITY, "bytes", "+Inf"],
  [Number.NEGATIVE_INFINITY, "none", "-Inf"],
])("%d in %s is %s", (value, unit, text) => {
  expect(formatValue(value, unit)).toBe(text);
});

test.each<[Unit, number, string]>([
  ["seconds", 0.3, "ms"],
  ["seconds", 1.5, "s"],
  ["seconds", 90, "s"],
  ["seconds", 150, "min"],
  ["seconds", 7200, "h"],
  ["bytes", 80 * 2 ** 30, "GiB"],
  ["bytes", 0, "B"],
  ["ratio", 0.002, "%"],
  ["perSecond", 0.004, "/s"],
  ["perSecond", 8412, "k/s"],
  ["watts", 0.2, "mW"],
  ["watts", 5400, "kW"],
  ["hertz", 1.755e9, "GHz"],
  ["none", 1_000_000, "M"],
])("an axis of %s up to %d is in %s", (unit, largest, text) => {
  expect(displayUnit(unit, largest).text).toBe(text);
});

test("a tick is a figure of the axis' unit", () => {
  expect(formatTick(0.5, displayUnit("seconds", 0.75))).toBe("500");
  expect(formatTick(0.5, displayUnit("ratio", 1))).toBe("50");
  expect(formatTick(1.25, displayUnit("none", 2))).toBe("1.25");
});

test.each<[Unit, number, string, readonly [number, string][]]>([
  ["seconds", 90, "s", [[30, "30"]]],
  [
    "seconds",
    300,
    "",
    [
      [0, "0"],
      [120, "2m"],
      [150, "2m30s"],
      [-60, "\u22121m"],
    ],
  ],
  ["seconds", 9000, "", [[5400, "1h30m"]]],
  [
    "none",
    4000,
    "",
    [
      [0, "0"],
      [600, "600"],
      [1200, "1.2k"],
      [2_500_000, "2.5M"],
    ],
  ],
  ["perSecond", 4000, "k/s", [[2000, "2"]]],
])("an axis of %s up to %d says its unit over the chart (%j) or at each tick", (unit, largest, text, ticks) => {
  const axis = axisUnit(unit, largest);
  expect(axis.text).toBe(text);
  expect(ticks.map(([value]) => axis.tick(value))).toEqual(ticks.map(([, tick]) => tick));
});

test("every unit has a display for zero and for a large value", () => {
  for (const unit of units) {
    expect(displayUnit(unit, 0).size).toBeGreaterThan(0);
    expect(displayUnit(unit, 1e30).size).toBeGreaterThan(0);
  }
});

test.each<[number, Unit, string]>([
  [0.000_065_1, "ratio", "<0.01 %"],
  [0.0001, "ratio", "0.01 %"],
  [0.006_51, "ratio", "0.65 %"],
  [0, "ratio", "0 %"],
  [0.0213, "ratio", "2.13 %"],
  [1, "ratio", "100 %"],
  [0.000_065_1, "none", "6.51e-5"],
  [Number.NaN, "ratio", "NaN"],
])("%d of %s in a narrow column is %s", (value, unit, text) => {
  expect(formatBrief(value, unit)).toBe(text);
});
