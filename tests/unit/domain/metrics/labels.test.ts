import { describe, expect, test } from "vitest";
import { compareText, seriesKey } from "../../../../shared/domain/metrics/labels.ts";
import type { Labels } from "../../../../shared/domain/metrics/model.ts";

describe("series keys", () => {
  test.each<[string, Labels, string, Labels, boolean]>([
    ["x", { a: "1", b: "2" }, "x", { b: "2", a: "1" }, true],
    ["x", { a: "" }, "x", {}, true],
    ["x", {}, "y", {}, false],
    ["x", { a: "1" }, "x", { a: "2" }, false],
    ["x", { a: "b\u0000c" }, "x", { a: "b", c: "" }, false],
    ["x", { a: "1\u0000b\u00002" }, "x", { a: "1", b: "2" }, false],
    ["x", { a: "\u0000" }, "x", { a: "\u0001\u0001" }, false],
  ])("%s %j and %s %j are equal: %s", (nameA, labelsA, nameB, labelsB, equal) => {
    expect(seriesKey(nameA, labelsA) === seriesKey(nameB, labelsB)).toBe(equal);
  });

  test("sort by name, then label by label", () => {
    const sorted: [string, Labels][] = [
      ["a", {}],
      ["a", { gpu: "a" }],
      ["a", { gpu: "a", z: "1" }],
      ["a", { gpu: "a b" }],
      ["a", { gpu: "b" }],
      ["a", { host: "a" }],
      ["ab", {}],
    ];
    const keys = sorted.map(([name, labels]) => seriesKey(name, labels));
    expect([...keys].reverse().sort(compareText)).toEqual(keys);
  });
});
