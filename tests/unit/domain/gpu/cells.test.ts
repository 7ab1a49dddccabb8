import { describe, expect, test } from "vitest";
import { normalizeBusId } from "../../../../shared/domain/gpu/busId.ts";
import { flagCell, missingToken, numberCell, ratioCell, textCell } from "../../../../shared/domain/gpu/cells.ts";

describe("tokens", () => {
  test.each([
    ["[N/A]", "notAvailable"],
    ["N/A", "notAvailable"],
    ["n/a", "notAvailable"],
    ["-", "notAvailable"],
    ["[Not Supported]", "notSupported"],
    ["[Unknown Error]", "unknownError"],
    ["ERR!", "unknownError"],
    ["[Insufficient Permissions]", "insufficientPermissions"],
    ["[GPU is lost]", "gpuLost"],
    ["[gpu is lost]", "gpuLost"],
    ["[GPU requires reset]", "requiresReset"],
    ["[Requested functionality has been deprecated]", "deprecated"],
    ["[Function Not Found]", "functionNotFound"],
    ["[Not Found]", "functionNotFound"],
    ["", "empty"],
    ["[Something nobody has seen]", "notAvailable"],
  ])("%j is %s, as a number, a share, a flag and a word", (cell, reason) => {
    const missing = { missing: reason };
    expect(missingToken(cell)).toEqual(missing);
    expect(numberCell(cell, 1)).toEqual(missing);
    expect(ratioCell(cell)).toEqual(missing);
    expect(flagCell(cell)).toEqual(missing);
    expect(textCell(cell)).toEqual(missing);
  });

  test.each(["0", "97", "P0", "Default", "None", "0x0000000000000001", "Completed", "-2"])("%j is a value", (cell) => {
    expect(missingToken(cell)).toBeNull();
  });
});

describe("numbers", () => {
  test.each([
    ["0", 1, 0],
    ["97", 1, 97],
    ["655.12", 1, 655.12],
    ["-2", 1, -2],
    ["81559", 2 ** 20, 85520809984],
    ["81559 MiB", 2 ** 20, 85520809984],
    ["81559 MiB", 1, 85520809984],
    ["71.15 W", 1, 71.15],
    ["1980 MHz", 1e6, 1.98e9],
    ["0 us", 1, 0],
    ["16x", 1, 16],
    ["78 C", 1, 78],
  ])("%j times %d is %d", (cell, factor, value) => {
    expect(numberCell(cell, factor)).toBe(value);
  });

  test.each(["P0", "abc", "1 parsec", "1.2.3", "Infinity", "NaN", "[", "%", "MiB", "5 GPUs left"])(
    "%j is not read as a number",
    (cell) => {
      expect(numberCell(cell, 1)).toEqual({ missing: "unknownError" });
    },
  );

  test.each([
    ["35", 0.35],
    ["100 %", 1],
    ["38 %", 0.38],
    ["0", 0],
  ])("%j is a share of %d, without rounding noise", (cell, value) => {
    expect(ratioCell(cell)).toBe(value);
  });
});

test.each([
  ["Enabled", true],
  ["Yes", true],
  ["Active", true],
  ["Disabled", false],
  ["No", false],
  ["Not Active", false],
])("the flag %j is %s", (cell, value) => {
  expect(flagCell(cell)).toBe(value);
});

test("a flag that says something else is not guessed", () => {
  expect(flagCell("Perhaps")).toEqual({ missing: "unknownError" });
});

test.each([
  ["00000000:4E:00.0", "0000:4e:00"],
  ["0000:4e:00", "0000:4e:00"],
  ["0000:02:00.0", "0000:02:00"],
  ["PCI:0018:01:00", "0018:01:00"],
  ["00010000:E1:00.0", "10000:e1:00"],
  ["GPU 0000:02:00.0", "0000:02:00"],
])("the bus id in %j is %s", (text, busId) => {
  expect(normalizeBusId(text)).toBe(busId);
});

test.each(["", "[N/A]", "4e:00", "0000:4e", "hello"])("%j holds no bus id", (text) => {
  expect(normalizeBusId(text)).toBeNull();
});
