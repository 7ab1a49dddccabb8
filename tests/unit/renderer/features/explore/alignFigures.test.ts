import { expect, test } from "vitest";
import { alignFigures } from "../../../../../renderer/features/explore/alignFigures.ts";
import type { Unit } from "../../../../../shared/domain/format/units.ts";

test.each<[unit: Unit, values: number[], unitText: string, texts: string[]]>([
  ["ratio", [0.563, 0.000178, 0, 0.0909], "%", ["56.3", "<0.1", "0.0", "9.1"]],
  ["seconds", [9.22, 1.37, 0.5], "s", ["9.22", "1.37", "0.50"]],
  ["seconds", [0.0045, 0.00012], "ms", ["4.50", "0.12"]],
  ["seconds", [222, 55, 0.5], "", ["3m42s", "55.0 s", "500 ms"]],
  ["perSecond", [1401, 24], "k/s", ["1.40", "0.02"]],
  ["none", [4093, 1730.6, 12], "", ["4,093", "1,731", "12"]],
  ["none", [1_730_000, 412], "", ["1.73 M", "412"]],
  ["none", [3, 12, -1], "", ["3", "12", "\u22121"]],
  ["none", [-250, -0.2], "", ["\u2212250", ">\u22121"]],
  ["none", [0.004, 0.1], "", ["0.004", "0.100"]],
  ["bytes", [3 * 2 ** 30, 2 ** 20], "GiB", ["3.00", "<0.01"]],
  ["none", [Number.POSITIVE_INFINITY, 2], "", ["+Inf", "2"]],
  ["none", [1e308, -2, 0, Number.NaN], "", ["1.00e+308", "-2.00e+0", "0", "NaN"]],
  ["timestamp", [0], "", ["1970-01-01 00:00:00Z"]],
])("%s %j are in one unit with as many decimals each", (unit, values, unitText, texts) => {
  const aligned = alignFigures(values, unit);
  expect(aligned.unitText).toBe(unitText);
  expect(values.map(aligned.text)).toEqual(texts);
});
