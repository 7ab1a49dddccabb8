// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of dashboards are written so
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { importDashboard } from "../../../../shared/domain/dashboards/importDashboard.ts";
import type { DashboardPanel } from "../../../../shared/domain/dashboards/model.ts";
import { dashboard as dashboardSchema } from "../../../../shared/domain/dashboards/model.ts";
import {
  classicDashboard,
  classicPanel,
  oldRowsDashboard,
  persesDashboard,
  v2Dashboard,
} from "../../../fixtures/dashboards/documents.ts";

function read(document: unknown) {
  const result = importDashboard(typeof document === "string" ? document : JSON.stringify(document));
  if (!result.ok) throw new Error(result.problem.message);
  dashboardSchema.parse(result.dashboard);
  return result;
}

function panelOf(over: Readonly<Record<string, unknown>>): DashboardPanel {
  const panel = read(classicDashboard({ panels: [classicPanel(over)] })).dashboard.rows[0]?.panels[0];
  if (!panel) throw new Error("no panel");
  return panel;
}

/** `level what` of each note. */
const told = (document: unknown) => read(document).notes.map(({ level, what }) => `${level} ${what}`);
const titles = (document: unknown) =>
  read(document).dashboard.rows.map(
    ({ title, panels }) => `${title}: ${panels.map((panel) => panel.title).join(", ")}`,
  );

describe("a text that is no dashboard", () => {
  test.each<[string, string, string]>([
    ["nothing", "", "1:1 The file is empty"],
    ["blanks", " \n ", "1:1 The file is empty"],
    ["an unfinished object", '{"title": "x",\n  "panels": [', "2:14 The file is no valid JSON: the text ends early"],
    ["a comma too many", '{\n  "panels": [],\n}', "3:1 The file is no valid JSON: a key in double quotes"],
    ["a missing comma", '{"a": 1\n "b": 2}', '2:2 The file is no valid JSON: "," or "}"'],
    ["a broken escape", '{"title": "a\\qb"}', "1:11 The file is no valid JSON: this text has no end"],
    ["something after the end", '{"panels": []} x', "1:16 The file is no valid JSON: nothing may follow"],
    ["a number", "7", "1:1 The file is neither a dashboard in JSON nor a ConfigMap"],
    ["another object", '{"kind": "Pod", "spec": {}}', "1:1 The JSON is a Pod, not a dashboard"],
    ["an API's refusal", '{"message": "Dashboard not found"}', "1:1 The file is an answer of an API"],
    ["an empty list", "[]", "1:1 The list holds no dashboard"],
    ["HTML", "<html>", "1:1 The file is neither"],
  ])("%s", (_name, text, expected) => {
    const result = importDashboard(text);
    const said = result.ok ? "ok" : `${result.problem.line}:${result.problem.column} ${result.problem.message}`;
    expect(said.slice(0, expected.length)).toBe(expected);
  });

  test("very deep nesting is refused, not a crash", () => {
    for (const text of ["[".repeat(100_000), `{"panels": [${'{"panels":['.repeat(5000)}`]) {
      expect(importDashboard(text)).toMatchObject({ ok: false });
    }
    const deep = `{"panels": [], "x": ${"[".repeat(5000)}${"]".repeat(5000)}}`;
    expect(importDashboard(deep).ok).toBe(true);
  });
});

describe("wrappings", () => {
  const bare = classicDashboard();
  const text = JSON.stringify(bare);
  test.each<[string, unknown]>([
    ["bare", bare],
    ["with a byte order mark", `\uFEFF${text}`],
    ["an answer of the API", { dashboard: bare, meta: { slug: "x" } }],
    ["a list with one answer", [{ dashboard: bare, meta: {} }]],
    [
      "version 1 of the new API",
      { apiVersion: "dashboard.grafana.app/v1", kind: "Dashboard", metadata: {}, spec: bare },
    ],
    ["a ConfigMap", { apiVersion: "v1", kind: "ConfigMap", data: { "gateway.json": text } }],
    ["a ConfigMap in YAML", stringify({ apiVersion: "v1", kind: "ConfigMap", data: { "gateway.json": text } })],
    ["a list of ConfigMaps", { kind: "ConfigMapList", items: [{ kind: "ConfigMap", data: { "gateway.json": text } }] }],
    ["an operator's object", { kind: "GrafanaDashboard", metadata: { name: "g" }, spec: { json: text } }],
    ["the dashboard in YAML", stringify(bare)],
  ])("%s", (_name, document) => {
    expect(read(document).dashboard).toMatchObject({ title: "Gateway", rows: [{ panels: [{ title: "Requests" }] }] });
  });

  test("a document inside another says so and cannot be edited in place", () => {
    const result = read({ kind: "ConfigMap", data: { a: text, b: text } });
    expect(result.notes[0]?.what).toContain("2 dashboards");
    expect(result.places.title).toBeNull();
    expect([...result.places.panels.values()].map(({ title, exprs }) => [title, exprs])).toEqual([[null, [null]]]);
  });
});

describe("layout", () => {
  const row = (over: object) => ({
    type: "row",
    collapsed: false,
    panels: [],
    gridPos: { x: 0, y: 0, w: 24, h: 1 },
    ...over,
  });
  const at = (title: string, y: number) => classicPanel({ title, gridPos: { x: 0, y, w: 12, h: 4 } });

  test("panels belong to the row above them; children of a folded row are there once", () => {
    expect(
      titles(
        classicDashboard({
          panels: [
            at("a", 0),
            row({ title: "Open", gridPos: { y: 4 } }),
            at("b", 5),
            row({ title: "Folded", collapsed: true, gridPos: { y: 9 }, panels: [at("c", 10), at("d", 14)] }),
            row({ title: "Last", gridPos: { y: 18 } }),
            at("e", 19),
          ],
        }),
      ),
    ).toEqual([": a", "Open: b", "Folded: c, d", "Last: e"]);
  });

  test("what follows a folded row stands below it", () => {
    const panels = [row({ title: "Folded", collapsed: true, panels: [at("a", 1)] }), at("b", 5)];
    expect(titles(classicDashboard({ panels }))).toEqual(["Folded: a", ": b"]);
  });

  test("places decide, not the order in the list", () => {
    const panels = [at("below", 9), row({ title: "Row", gridPos: { y: 4 } }), at("above", 0)];
    expect(titles(classicDashboard({ panels }))).toEqual([": above", "Row: below"]);
  });

  test("old rows of spans", () => {
    const { dashboard } = read(oldRowsDashboard);
    expect(dashboard.rows.map(({ title, panels }) => [title, panels.map(({ kind, grid }) => [kind, grid])])).toEqual([
      [
        "Traffic",
        [
          ["chart", { x: 0, y: 0, w: 12, h: 7 }],
          ["stat", { x: 12, y: 0, w: 12, h: 7 }],
          ["text", { x: 0, y: 7, w: 24, h: 7 }],
        ],
      ],
    ]);
    expect(dashboard.rows[0]?.panels[0]?.editable).toEqual({ title: true, grid: false, targets: [true] });
  });

  test("panels without a place stand beside each other", () => {
    const panels = ["a", "b", "c"].map((title) => classicPanel({ title, gridPos: undefined }));
    const places = read(classicDashboard({ panels })).dashboard.rows[0]?.panels.map(({ grid }) => grid);
    expect(places).toEqual([
      { x: 0, y: 0, w: 12, h: 8 },
      { x: 12, y: 0, w: 12, h: 8 },
      { x: 0, y: 8, w: 12, h: 8 },
    ]);
  });

  test.each<[string, object, object]>([
    ["wider than the grid", { x: 20, y: 0, w: 99, h: 4 }, { x: 0, y: 0, w: 24, h: 4 }],
    ["negative", { x: -3, y: -9, w: 0, h: -1 }, { x: 0, y: 0, w: 1, h: 1 }],
    ["texts", { x: "2", y: "1", w: "4", h: "nine" }, { x: 2, y: 1, w: 4, h: 8 }],
    ["fractions", { x: 0.4, y: 1.6, w: 5.5, h: 2.2 }, { x: 0, y: 2, w: 6, h: 2 }],
  ])("a place that is %s", (_name, gridPos, grid) => {
    expect(panelOf({ gridPos }).grid).toEqual(grid);
  });
});

describe("panels", () => {
  test.each<[string, object, Partial<DashboardPanel>]>([
    [
      "stat",
      { type: "stat", options: { reduceOptions: { calcs: ["max"] }, graphMode: "area" } },
      { kind: "stat", calc: "max", sparkline: true },
    ],
    [
      "gauge of version 6",
      { type: "gauge", options: { fieldOptions: { calcs: ["mean"], defaults: { max: 5 } } } },
      { kind: "gauge", calc: "mean", defaults: { max: 5 } },
    ],
    ["bar gauge", { type: "bargauge" }, { kind: "bars", calc: "lastNotNull" }],
    ["heatmap", { type: "heatmap", options: { yAxis: { unit: "s" } } }, { kind: "heatmap", defaults: { unit: "s" } }],
    ["old heatmap", { type: "heatmap", yAxis: { format: "ms" } }, { kind: "heatmap", defaults: { unit: "ms" } }],
    [
      "table",
      { type: "table", options: { showHeader: false, sortBy: [{ displayName: "Value", desc: true }] } },
      { kind: "table", showHeader: false, sortBy: { field: "Value", descending: true } },
    ],
    ["text", { type: "text", options: { content: "hi" }, targets: undefined }, { kind: "text", text: "hi" }],
    ["state timeline", { type: "state-timeline" }, { kind: "chart" }],
    ["unknown", { type: "geomap" }, { kind: "blank" }],
    [
      "repeated",
      { repeat: "gpu", repeatDirection: "v", maxPerRow: 3 },
      { repeat: { variable: "gpu", direction: "down", perRow: 3 } },
    ],
    [
      "legend as a table",
      { options: { legend: { displayMode: "table", calcs: ["mean", "max"] } } },
      { legend: { shown: true, table: true, calcs: ["mean", "max"] } },
    ],
    [
      "hidden legend",
      { options: { legend: { showLegend: false } } },
      { legend: { shown: false, table: false, calcs: [] } },
    ],
    [
      "min step",
      { interval: "1m", maxDataPoints: 100, timeFrom: "2h" },
      { minStep: "1m", maxDataPoints: 100, timeFrom: "2h" },
    ],
  ])("%s", (_name, over, expected) => {
    expect(panelOf(over as Readonly<Record<string, unknown>>)).toMatchObject(expected);
  });

  test("a graph keeps axis, stack, threshold and legend figures", () => {
    const graph = read(oldRowsDashboard).dashboard.rows[0]?.panels[0];
    expect(graph).toMatchObject({
      defaults: { unit: "reqps", min: 0, stack: "normal", fill: 0.1, draw: "line", thresholdLines: true },
      overrides: [{ matcher: { kind: "pattern", pattern: "/err/" }, settings: { unit: "percentunit" } }],
      legend: { shown: true, table: true, calcs: ["mean", "lastNotNull"] },
      targets: [{ minStep: null, legend: "{{code}}" }],
    });
    expect(graph?.defaults.thresholds?.steps).toEqual([
      { value: null, tone: "neutral" },
      { value: 100, tone: "critical" },
    ]);
  });

  test("a singlestat keeps its calculation, thresholds and sparkline", () => {
    expect(read(oldRowsDashboard).dashboard.rows[0]?.panels[1]).toMatchObject({
      calc: "lastNotNull",
      sparkline: true,
      defaults: {
        unit: "percent",
        thresholds: {
          steps: [
            { value: null, tone: "ok" },
            { value: 1, tone: "warning" },
            { value: 5, tone: "critical" },
          ],
        },
      },
    });
  });

  test("a library panel is live when its body came with the dashboard", () => {
    const stub = {
      id: 9,
      gridPos: { x: 0, y: 0, w: 6, h: 4 },
      title: "Mine",
      libraryPanel: { uid: "lib", name: "Lib" },
    };
    const elements = { lib: { kind: 1, model: classicPanel({ type: "stat", title: "Theirs" }) } };
    const withBody = classicDashboard({ panels: [stub], __elements: elements });
    expect(read(withBody).dashboard.rows[0]?.panels[0]).toMatchObject({ kind: "stat", title: "Mine" });
    expect(told(classicDashboard({ panels: [stub] }))).toEqual(["lost Library panels"]);
  });
});

test("thresholds of a figure that is not coloured say nothing", () => {
  const thresholds = { mode: "absolute", steps: [{ color: "green" }, { color: "red", value: 80 }] };
  const stat = (colorMode: string) =>
    panelOf({ type: "stat", fieldConfig: { defaults: { thresholds } }, options: { colorMode } }).defaults.thresholds;
  expect(stat("none")).toBeUndefined();
  expect(stat("value")?.steps).toHaveLength(2);
});

test("a series in no group stands apart from a stack", () => {
  const { defaults, overrides } = panelOf({
    type: "timeseries",
    fieldConfig: {
      defaults: { custom: { stacking: { group: "A", mode: "normal" } } },
      overrides: [
        {
          matcher: { id: "byName", options: "Total" },
          properties: [{ id: "custom.stacking", value: { group: false, mode: "normal" } }],
        },
      ],
    },
  });
  expect([defaults.stack, overrides[0]?.settings]).toEqual(["normal", { stack: "none" }]);
});

describe("targets", () => {
  const target = (over: object, panel: object = {}) =>
    panelOf({ ...panel, targets: [{ refId: "A", expr: "up", ...over }] }).targets[0];
  test.each<[string, object, object]>([
    ["range", {}, { mode: "range", format: "series", legend: null }],
    ["instant", { instant: true }, { mode: "instant" }],
    ["both", { instant: true, range: true }, { mode: "range" }],
    ["table", { format: "table", instant: true }, { mode: "instant", format: "table" }],
    ["hidden", { hide: true }, { hidden: true }],
    ["a step that an editor left behind", { step: 10 }, { minStep: null }],
    ["interval", { interval: "$resolution" }, { minStep: "$resolution" }],
    ["by a variable", { datasource: { uid: "${ds}" } }, { source: { kind: "variable", name: "ds" } }],
    ["by an old variable", { datasource: "[[ds]]" }, { source: { kind: "variable", name: "ds" } }],
    ["by a name", { datasource: "Main" }, { source: { kind: "named", name: "Main" } }],
    ["by an id", { datasource: { type: "prometheus", uid: "x1" } }, { source: { kind: "named", name: "x1" } }],
    ["lower case keys", { legendformat: "{{a}}" }, { legend: "{{a}}" }],
  ])("%s", (_name, over, expected) => {
    expect(target(over)).toMatchObject(expected);
  });

  test("a panel's source stands for its targets, mixed means each its own", () => {
    expect(target({}, { datasource: "Main" })?.source).toEqual({ kind: "named", name: "Main" });
    expect(target({}, { datasource: { type: "datasource", uid: "-- Mixed --" } })?.source).toEqual({ kind: "default" });
    expect(target({}, { datasource: null })?.source).toEqual({ kind: "default" });
  });

  test("a variable that chooses among data sources of another language makes its queries theirs", () => {
    const list = [{ type: "datasource", name: "logs", query: "loki" }];
    const panels = [classicPanel({ datasource: "$logs" }), classicPanel({ datasource: { uid: "${other}" } })];
    const { dashboard } = read(classicDashboard({ templating: { list }, panels }));
    expect(dashboard.rows[0]?.panels.map(({ kind }) => kind)).toEqual(["blank", "chart"]);
  });

  test.each<[string, object[], string[]]>([
    ["another language", [{ expr: "{a=1}", datasource: { type: "loki", uid: "l" } }], ["lost Queries of loki"]],
    [
      "an expression",
      [{ datasource: { type: "__expr__", uid: "__expr__" }, expression: "$A" }],
      ["lost Expressions over other queries"],
    ],
    ["no query", [{ queryType: "x" }], ["lost A query without PromQL"]],
  ])("%s is told", (_name, targets, expected) => {
    const notes = told(classicDashboard({ panels: [classicPanel({ targets })] }));
    expect(notes).toEqual(expect.arrayContaining([...expected, "lost Panels without a query that can be asked here"]));
  });
});

describe("what is told", () => {
  const panel = (over: object) =>
    classicDashboard({ panels: [classicPanel(over as Readonly<Record<string, unknown>>)] });
  test.each<[string, object, string[]]>([
    ["nothing", {}, []],
    ["a panel type", { type: "nodeGraph" }, ["lost Panels of the type nodeGraph"]],
    [
      "a transformation",
      { type: "table", transformations: [{ id: "regression" }] },
      ["changed The transformation regression"],
    ],
    ["one that is off", { type: "table", transformations: [{ id: "regression", disabled: true }] }, []],
    ["transformations of charts", { transformations: [{ id: "merge" }] }, ["changed Transformations of charts"]],
    [
      "an override by value",
      { fieldConfig: { overrides: [{ matcher: { id: "byValue" }, properties: [] }] } },
      ["changed Field overrides byValue"],
    ],
    [
      "a property",
      {
        fieldConfig: {
          overrides: [{ matcher: { id: "byName", options: "a" }, properties: [{ id: "filterable", value: 1 }] }],
        },
      },
      ["changed The field option filterable"],
    ],
    [
      "colours",
      {
        fieldConfig: {
          overrides: [{ matcher: { id: "byName", options: "a" }, properties: [{ id: "color", value: {} }] }],
        },
      },
      ["look Colours of single series"],
    ],
    ["a time shift", { timeShift: "1d" }, ["changed Panels with a time shift"]],
    ["HTML", { type: "text", options: { mode: "html", content: "<b>x</b>" } }, ["changed HTML in text panels"]],
    [
      "a logarithm",
      { fieldConfig: { defaults: { custom: { scaleDistribution: { type: "log", log: 2 } } } } },
      ["changed Logarithmic axes"],
    ],
  ])("%s", (_name, over, expected) => {
    expect(told(panel(over))).toEqual(expected);
  });

  test("the same for several panels once, with all of them", () => {
    const notes = read(
      classicDashboard({ panels: ["a", "b"].map((title) => classicPanel({ title, type: "news" })) }),
    ).notes;
    expect(notes.map(({ panels }) => panels.map(({ title }) => title))).toEqual([["a", "b"]]);
  });
});

describe("other models", () => {
  test("schema v2: rows, elements, variables, places to edit", () => {
    const { dashboard, places, notes } = read(v2Dashboard);
    expect(dashboard).toMatchObject({
      title: "Second schema",
      uid: "v2-uid",
      timeFrom: "now-3h",
      rows: [
        {
          title: "First",
          collapsed: true,
          panels: [
            {
              title: "Up",
              kind: "stat",
              calc: "mean",
              grid: { x: 6, y: 2, w: 6, h: 5 },
              targets: [{ expr: "up", source: { kind: "named", name: "prom-1" } }],
            },
          ],
        },
        { title: "Second", panels: [{ title: "Shared", kind: "blank" }] },
      ],
      variables: [
        {
          name: "job",
          hide: "label",
          sort: "alpha",
          descending: true,
          multi: true,
          query: { kind: "labelValues", selector: "up", label: "job" },
          current: [{ text: "api", value: "api" }],
        },
        { name: "debug", kind: "switch", current: [{ value: "0" }] },
      ],
    });
    expect(places.panels.get("p1")).toEqual({
      title: ["spec", "elements", "panel-1", "spec", "title"],
      grid: {
        path: ["spec", "layout", "spec", "rows", 0, "spec", "layout", "spec", "items", 0, "spec"],
        keys: ["x", "y", "width", "height"],
      },
      exprs: [["spec", "elements", "panel-1", "spec", "data", "spec", "queries", 0, "spec", "query", "spec", "expr"]],
    });
    expect(notes.map(({ what }) => what)).toEqual(["Library panels"]);
  });

  test("an element that no layout places is shown at the end", () => {
    const { spec } = v2Dashboard as { spec: object };
    const lost = { ...v2Dashboard, spec: { ...spec, layout: { kind: "GridLayout", spec: { items: [] } } } };
    expect(titles(lost)).toEqual([": Up, Shared"]);
    expect(told(lost)).toContain("changed Panels that the layout does not place");
  });

  test("Perses' operator: the same, one step deeper, in YAML", () => {
    const { spec: config, metadata } = persesDashboard;
    const text = stringify({ apiVersion: "perses.dev/v1alpha2", kind: "PersesDashboard", metadata, spec: { config } });
    expect(read(text).dashboard).toMatchObject({
      title: "Nodes",
      uid: "nodes",
      rows: [{ panels: [{ title: "CPU" }] }],
    });
  });

  test("Perses: layouts that refer to panels", () => {
    expect(read(persesDashboard).dashboard).toMatchObject({
      title: "Nodes",
      timeFrom: "now-1h",
      rows: [
        {
          title: "Row 1",
          collapsed: true,
          panels: [
            {
              title: "CPU",
              kind: "chart",
              defaults: { unit: "percentunit" },
              targets: [{ expr: 'rate(cpu{job=~"$job"}[5m])', legend: "{{mode}}" }],
            },
          ],
        },
      ],
      variables: [
        { name: "job", multi: true, query: { kind: "labelValues", selector: "up{env='prod'}", label: "job" } },
      ],
    });
  });
});
