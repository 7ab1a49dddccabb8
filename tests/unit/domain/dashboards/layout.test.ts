import { describe, expect, test } from "vitest";
import { lookupOf } from "../../../../shared/domain/dashboards/builtins.ts";
import { importDashboard } from "../../../../shared/domain/dashboards/importDashboard.ts";
import type { ScopedValue } from "../../../../shared/domain/dashboards/interpolate.ts";
import { placeRows } from "../../../../shared/domain/dashboards/layout.ts";
import { panelQueries } from "../../../../shared/domain/dashboards/panelQueries.ts";
import { sourceFor } from "../../../../shared/domain/dashboards/sourceMapping.ts";
import { classicDashboard, classicPanel } from "../../../fixtures/dashboards/documents.ts";

const list = (...values: string[]): ScopedValue => ({ values, texts: values, isList: true, allText: ".*" });
const time = { fromMs: 0, toMs: 3_600_000, stepMs: 15_000, scrapeIntervalMs: 15_000 };

function placed(panels: readonly object[], values: ReadonlyMap<string, ScopedValue>) {
  const result = importDashboard(JSON.stringify(classicDashboard({ panels })));
  if (!result.ok) throw new Error(result.problem.message);
  return placeRows(result.dashboard, values, (scope) => lookupOf(scope, time));
}

/** `x,y wxh value` of each panel. */
const places = (rows: ReturnType<typeof placed>) =>
  rows.flatMap(({ panels }) =>
    panels.map(({ grid, values }) => `${grid.x},${grid.y} ${grid.w}x${grid.h} ${values.get("gpu")?.values.join("+")}`),
  );

const at = (y: number, over: object = {}) => classicPanel({ gridPos: { x: 0, y, w: 24, h: 4 }, ...over });

test("panels that would lie on one another move down, as in Grafana", () => {
  const none = new Map<string, ScopedValue>();
  const box = (x: number, y: number, w: number, h: number) => classicPanel({ gridPos: { x, y, w, h } });
  const where = (...panels: object[]) => places(placed(panels, none)).map((place) => place.replace(/ undefined$/, ""));
  expect(where(box(0, 0, 24, 2), box(0, 0, 12, 4), box(12, 1, 12, 4))).toEqual(["0,0 24x2", "0,2 12x4", "12,2 12x4"]);
  expect(where(box(0, 0, 12, 8), box(0, 4, 12, 8), box(0, 6, 12, 2))).toEqual(["0,0 12x8", "0,8 12x8", "0,16 12x2"]);
  expect(where(box(0, 0, 12, 4), box(12, 0, 12, 8), box(0, 4, 12, 4))).toEqual(["0,0 12x4", "12,0 12x8", "0,4 12x4"]);
});

describe("repeats", () => {
  const gpus = new Map([["gpu", list("0", "1", "2")]]);

  test("across, and what is below moves down", () => {
    expect(places(placed([at(0, { repeat: "gpu", maxPerRow: 2 }), at(4)], gpus))).toEqual([
      "0,0 12x4 0",
      "12,0 12x4 1",
      "0,4 12x4 2",
      "0,8 24x4 0+1+2",
    ]);
  });

  test("down", () => {
    expect(places(placed([at(0, { repeat: "gpu", repeatDirection: "v" }), at(4)], gpus))).toEqual([
      "0,0 24x4 0",
      "0,4 24x4 1",
      "0,8 24x4 2",
      "0,12 24x4 0+1+2",
    ]);
  });

  test("over nothing, and over a variable that is not there, once", () => {
    expect(places(placed([at(0, { repeat: "gpu" })], new Map([["gpu", list()]])))).toEqual(["0,0 24x4 "]);
    expect(places(placed([at(0, { repeat: "nope" })], gpus))).toEqual(["0,0 24x4 0+1+2"]);
  });

  test("rows with their titles, from their own top", () => {
    const row = {
      type: "row",
      title: "GPU $gpu",
      repeat: "gpu",
      collapsed: false,
      panels: [],
      gridPos: { x: 0, y: 9, w: 24, h: 1 },
    };
    const rows = placed([row, at(10), at(14)], gpus);
    expect(rows.map(({ title, panels }) => `${title} ${panels.map(({ grid }) => grid.y)}`)).toEqual([
      "GPU 0 0,4",
      "GPU 1 0,4",
      "GPU 2 0,4",
    ]);
    expect(new Set(rows.flatMap(({ panels }) => panels.map(({ key }) => key))).size).toBe(6);
  });

  test("a value of all is one value where it is repeated", () => {
    const [first] = placed([at(0, { repeat: "gpu" })], gpus)[0]?.panels ?? [];
    expect(first?.values.get("gpu")).toMatchObject({ values: ["0"], allText: null });
  });
});

describe("queries of a panel", () => {
  function asked(over: object, stepMs = 15_000) {
    const [panel] = placed([classicPanel(over as Readonly<Record<string, unknown>>)], new Map())[0]?.panels ?? [];
    if (!panel) throw new Error("no panel");
    const values = new Map([
      ["gpu", list("0", "1")],
      ["datasource", { ...list("eu"), isList: false, allText: null }],
    ]);
    const mapping = { sources: ["local", "eu"], chosen: new Map([["x1", "eu"]]) };
    const { stepMs: step, queries } = panelQueries(panel.panel, {
      values,
      title: "T",
      fromMs: 0,
      toMs: 3_600_000,
      stepMs,
      sourceOf: (ref, scope) => sourceFor(ref, scope, mapping),
    });
    return [`${step}`, ...queries.map(({ id, expr, source, legend }) => `${id} ${source} ${expr} ${legend}`)];
  }
  const one = (over: object) => ({ targets: [{ refId: "A", expr: "rate(a[$__rate_interval])", ...over }] });

  test.each<[string, object, string[]]>([
    [
      "filled in, hidden ones left out",
      {
        targets: [
          { refId: "A", expr: 'up{gpu=~"$gpu"}', legendFormat: "$gpu {{pod}}" },
          { refId: "B", expr: "x", hide: true },
        ],
      },
      ["15000", 'A eu up{gpu=~".*"} 0 + 1 {{pod}}'],
    ],
    ["the rate interval of the step", one({}), ["15000", "A eu rate(a[1m]) null"]],
    ["of a query's own least step", one({ interval: "1m" }), ["60000", "A eu rate(a[4m]) null"]],
    ["of the panel's", { interval: "30s", ...one({}) }, ["30000", "A eu rate(a[2m]) null"]],
    ["a source by its id", { datasource: { uid: "x1" }, ...one({}) }, ["15000", "A eu rate(a[1m]) null"]],
    ["a source by a name nobody has", { datasource: "Main", ...one({}) }, ["15000", "A local rate(a[1m]) null"]],
    ["a source by our name, in any case", { datasource: "EU", ...one({}) }, ["15000", "A eu rate(a[1m]) null"]],
  ])("%s", (_name, over, expected) => {
    expect(asked(over)).toEqual(expected);
  });
});
