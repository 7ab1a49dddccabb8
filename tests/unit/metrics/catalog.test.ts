import { expect, test } from "vitest";
import { Catalog } from "../../../electron/services/metrics/catalog.ts";
import { parseSelectorText } from "../../../shared/domain/promql/parseQuery.ts";

function fleet(): Catalog {
  const catalog = new Catalog();
  for (const [targetId, instance] of ["b", "a"].entries()) {
    for (const gpu of ["1", "0"]) {
      const group = catalog.group({ instance, __rule__: "x" }, { gpu, empty: "" });
      for (const name of ["temp", "load"]) catalog.resolve(targetId, name, group);
    }
  }
  return catalog;
}

const shown = (catalog: Catalog, selector: string) =>
  catalog.select(parseSelectorText(selector)).map(({ name, labels }) => `${name} ${labels.instance}${labels.gpu}`);

test.each([
  ["temp", ["temp a0", "temp b0", "temp a1", "temp b1"]],
  ['temp{instance="a"}', ["temp a0", "temp a1"]],
  ['temp{instance=~"b|c",gpu!="0"}', ["temp b1"]],
  ['{gpu="0"}', ["load a0", "load b0", "temp a0", "temp b0"]],
  ['{__name__=~"t.*",gpu="0"}', ["temp a0", "temp b0"]],
  ['{__name__="temp",__name__!="temp"}', []],
  ['temp{gpu="0",__rule__="x"}', []],
  ['temp{empty=""}', ["temp a0", "temp b0", "temp a1", "temp b1"]],
  ["nothing", []],
])("%s", (selector, expected) => {
  expect(shown(fleet(), selector)).toEqual(expected);
});

test("what was asked before knows of series that came and went since", () => {
  const catalog = fleet();
  expect(shown(catalog, "temp")).toHaveLength(4);
  const added = catalog.resolve(7, "temp", catalog.group({ instance: "aa" }, { gpu: "0" }));
  expect(shown(catalog, "temp")).toEqual(["temp a0", "temp aa0", "temp b0", "temp a1", "temp b1"]);
  expect(catalog.resolve(7, "temp", catalog.group({ instance: "aa" }, { gpu: "0" }))).toBe(added);
  catalog.remove(added);
  expect(shown(catalog, "temp")).toHaveLength(4);
  expect(shown(catalog, '{instance="aa"}')).toEqual([]);
});
