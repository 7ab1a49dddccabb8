// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of dashboards are written so
import { describe, expect, test } from "vitest";
import { PanelGroup, type PanelItem } from "../../../../renderer/charts/PanelGroup.ts";
import { exploreQuery } from "../../../../renderer/features/dashboards/exploreQuery.ts";
import { figuresOf, panelAnswers } from "../../../../renderer/features/dashboards/panelAnswers.ts";
import { panelChart, panelThresholds, seriesNamer } from "../../../../renderer/features/dashboards/panelChart.ts";
import { boundsOf } from "../../../../renderer/features/dashboards/panels/bounds.ts";
import { cellAt, heatLayout } from "../../../../renderer/features/dashboards/panels/drawBuckets.ts";
import type { PanelData } from "../../../../renderer/features/dashboards/usePanelData.ts";
import { importDashboard } from "../../../../shared/domain/dashboards/importDashboard.ts";
import type { DashboardPanel } from "../../../../shared/domain/dashboards/model.ts";
import { classicDashboard, classicPanel } from "../../../fixtures/dashboards/documents.ts";

function panelOf(over: object): DashboardPanel {
  const document = classicDashboard({ panels: [classicPanel(over as Readonly<Record<string, unknown>>)] });
  const result = importDashboard(JSON.stringify(document));
  const panel = result.ok ? result.dashboard.rows[0]?.panels[0] : undefined;
  if (!panel) throw new Error("no panel");
  return panel;
}

type Answer = readonly (readonly [labels: Record<string, string>, values: readonly number[]])[];

function groupOf(answers: Readonly<Record<string, Answer | string>>): PanelGroup {
  const ids = Object.keys(answers);
  const group = new PanelGroup(() => 0);
  if (ids.length === 0) return group;
  const results = ids.map((id): PanelItem["results"][number] => {
    const answer = answers[id] ?? [];
    if (typeof answer === "string") return { kind: "error", id, code: "BAD_QUERY", message: answer, position: null };
    return {
      kind: "frame",
      id,
      frame: {
        timesMs: Float64Array.from(answer[0]?.[1] ?? [], (_, i) => i * 1000),
        series: answer.map(([labels]) => ({ name: "m", labels })),
        values: answer.map(([, values]) => Float64Array.from(values)),
      },
      warnings: [],
      infos: [],
    } as PanelItem["results"][number];
  });
  group.connect((_params, { onItem }) => {
    onItem({ kind: "reset", results });
    return { dispose() {} };
  });
  group.watch({ queries: ids.map((id) => ({ id, expr: "m" })), rangeMs: 60_000, stepMs: 1000, live: true });
  return group;
}

function dataOf(
  panel: DashboardPanel,
  range: Readonly<Record<string, Answer | string>>,
  instant: Readonly<Record<string, Answer | string>> = {},
): PanelData {
  const queries = panel.targets.map((target) => ({
    id: target.refId,
    target,
    expr: target.expr,
    source: "local",
    legend: target.legend,
  }));
  return { queries, range: groupOf(range), instant: groupOf(instant), rangeMs: 60_000, problem: null };
}

describe("figures", () => {
  const stat = panelOf({
    type: "stat",
    targets: [{ refId: "A", expr: "m", legendFormat: "{{pod}}" }],
    options: { reduceOptions: { calcs: ["mean"] } },
    fieldConfig: {
      defaults: {
        unit: "percent",
        thresholds: {
          mode: "absolute",
          steps: [
            { color: "green", value: null },
            { color: "red", value: 80 },
          ],
        },
      },
      overrides: [
        {
          matcher: { id: "byName", options: "b" },
          properties: [{ id: "displayName", value: "Pod ${__field.labels.pod}" }],
        },
      ],
    },
  });

  function shown(panel: DashboardPanel, data: PanelData) {
    const state = panelAnswers(panel, data);
    if (state.kind !== "ready") return state;
    return figuresOf(panel, state).map(({ name, shown: { text, tone } }) => `${name} ${text} ${tone}`);
  }

  test("one a series, reduced, with unit, tone and name", () => {
    const data = dataOf(stat, {
      A: [
        [{ pod: "a" }, [50, 60]],
        [{ pod: "b" }, [90, Number.NaN]],
      ],
    });
    expect(shown(stat, data)).toEqual(["a 55.0 % ok", "Pod b 90.0 % critical"]);
  });

  test("an instant query counts at its newest step alone", () => {
    const panel = panelOf({
      type: "stat",
      targets: [{ refId: "A", expr: "m", instant: true, legendFormat: "{{pod}}" }],
    });
    const data = dataOf(
      panel,
      {},
      {
        A: [
          [{ pod: "a" }, [1, 2]],
          [{ pod: "gone" }, [5, Number.NaN]],
        ],
      },
    );
    expect(shown(panel, data)).toEqual(["a 2 neutral"]);
  });

  test("buckets in the format heatmap are single ones, by their bound", () => {
    const panel = panelOf({
      type: "bargauge",
      targets: [{ refId: "A", expr: "m", format: "heatmap", instant: true, legendFormat: "{{le}}" }],
    });
    const data = dataOf(
      panel,
      {},
      {
        A: [
          [{ le: "+Inf" }, [9]],
          [{ le: "10.0" }, [7]],
          [{ le: "2" }, [3]],
        ],
      },
    );
    expect(shown(panel, data)).toEqual(["2 3 neutral", "10 4 neutral", "+Inf 2 neutral"]);
  });

  test("a series that stopped says when it was last seen, where its newest value is shown", () => {
    const over = { type: "stat", targets: [{ refId: "A", expr: "m", legendFormat: "{{pod}}" }] };
    const seen = (calc: string, values: readonly number[]) => {
      const panel = panelOf({ ...over, options: { reduceOptions: { calcs: [calc] } } });
      const state = panelAnswers(
        panel,
        dataOf(panel, {
          A: [
            [{ pod: "on" }, [1, 1, 1, 0, 0]],
            [{ pod: "off" }, values],
          ],
        }),
      );
      if (state.kind !== "ready") throw new Error(state.kind);
      return figuresOf(panel, state).map(({ value, lastSeenMs }) => [value, lastSeenMs]);
    };
    const gap = Number.NaN;
    expect(seen("lastNotNull", [7, 9, gap, gap, gap])).toEqual([
      [0, null],
      [9, 1000],
    ]);
    expect(seen("lastNotNull", [7, 9, 0, gap, gap])).toEqual([
      [0, null],
      [0, null],
    ]);
    expect(seen("max", [7, 9, gap, gap, gap])).toEqual([
      [1, null],
      [9, null],
    ]);
  });

  test("what a source that is down answered last stands in, with since when and why", () => {
    const panel = panelOf({ type: "stat", targets: [{ refId: "A", expr: "m" }] });
    const data = (code: string) => {
      const group = new PanelGroup(() => 0);
      group.connect((_params, { onItem }) => {
        const frame = {
          timesMs: Float64Array.of(0, 1000),
          series: [{ name: "m", labels: {} }],
          values: [Float64Array.of(4, 5)],
        };
        onItem({ kind: "reset", results: [{ kind: "frame", id: "A", frame, warnings: [], infos: [] }] });
        onItem({ kind: "append", results: [{ kind: "error", id: "A", code, message: "eu is away", position: null }] });
        return { dispose() {} };
      });
      group.watch({ queries: [{ id: "A", expr: "m" }], rangeMs: 60_000, stepMs: 1000, live: true });
      return { ...dataOf(panel, {}), range: group };
    };
    expect(panelAnswers(panel, data("UNAVAILABLE"))).toMatchObject({
      kind: "ready",
      held: { source: "local", message: "eu is away", sinceMs: 1000 },
    });
  });

  test("nothing, not yet and a failure never look alike, and one failure leaves the others", () => {
    const two = panelOf({
      type: "stat",
      targets: [
        { refId: "A", expr: "m" },
        { refId: "B", expr: "n", legendFormat: "b" },
      ],
    });
    expect(shown(two, dataOf(two, {}))).toEqual({ kind: "loading" });
    expect(shown(two, dataOf(two, { A: [], B: [] }))).toEqual({ kind: "noData" });
    expect(shown(two, dataOf(two, { A: "broken", B: [] }))).toEqual({
      kind: "error",
      source: "local",
      message: "broken",
    });
    expect(shown(two, dataOf(two, { A: "broken", B: [[{}, [1]]] }))).toEqual(["b 1 neutral"]);
  });

  test.each<[string, object, readonly number[], { min: number; max: number }]>([
    ["settings", { min: 10, max: 50 }, [20], { min: 10, max: 50 }],
    ["a share", { unit: "percentunit" }, [0.2], { min: 0, max: 1 }],
    ["the figures", {}, [20, 70], { min: 0, max: 70 }],
    ["below zero", {}, [-20, 70], { min: -20, max: 70 }],
    ["nothing", {}, [0], { min: 0, max: 1 }],
  ])("bounds by %s", (_name, settings, values, expected) => {
    const figures = values.map((value, i) => ({
      key: `${i}`,
      name: "",
      value,
      settings,
      past: [],
      shown: { text: "", tone: "neutral" as const },
      lastSeenMs: null,
    }));
    const [first] = figures;
    if (!first) throw new Error("no figure");
    expect(boundsOf(first, figures)).toEqual(expected);
  });
});

describe("charts", () => {
  const queries = (panel: DashboardPanel) => dataOf(panel, {}).queries;
  const series = [
    { name: "m", labels: { pod: "web-1" } },
    { name: "m", labels: { pod: "web-2" } },
  ];

  test("lines are named by legend, rename and display name, and may be hidden below zero", () => {
    const panel = panelOf({
      transformations: [{ id: "renameByRegex", options: { regex: "web-(.*)", renamePattern: "pod $1" } }],
      targets: [{ refId: "A", expr: "m", legendFormat: "__auto" }],
      fieldConfig: {
        overrides: [
          {
            matcher: { id: "byRegexp", options: "/2$/" },
            properties: [{ id: "custom.transform", value: "negative-Y" }],
          },
        ],
      },
    });
    const namer = seriesNamer(panel, queries(panel), () => series);
    const spec = panelChart(panel, "T", queries(panel), namer, 1);
    expect(
      series.map((one) => spec.line(one, "A")).map(({ label, slot, negative }) => [label, slot, negative]),
    ).toEqual([
      ["pod 1", 1, false],
      ["pod 2", 2, true],
    ]);
  });

  test("a GPU keeps its colour on every chart", () => {
    const panel = panelOf({});
    const spec = panelChart(
      panel,
      "T",
      queries(panel),
      seriesNamer(panel, queries(panel), () => []),
      1,
    );
    expect(spec.line({ name: "m", labels: { gpu: "2" } }, "A").slot).toBe(3);
  });

  test.each<[string, object, object]>([
    ["lines from zero", {}, { shape: "line", y: { kind: "auto", min: null, max: null }, unitText: "" }],
    [
      "bounds",
      { defaults: { min: 0, max: 1, unit: "percentunit" } },
      { y: { min: 0, max: 1 }, unitText: "%", unit: 0.01 },
    ],
    ["bars", { defaults: { custom: { drawStyle: "bars" } } }, { shape: "bar" }],
    [
      "stacked areas, whose sum may pass the bound of one",
      { defaults: { max: 1, custom: { stacking: { mode: "normal" } } } },
      { shape: "area", y: { max: null } },
    ],
  ])("%s", (_name, fieldConfig, expected) => {
    const panel = panelOf({ fieldConfig });
    expect(
      panelChart(
        panel,
        "T",
        queries(panel),
        seriesNamer(panel, queries(panel), () => []),
        1000,
      ),
    ).toMatchObject(expected);
  });

  test("thresholds are lines only where the panel draws them", () => {
    const thresholds = {
      mode: "absolute",
      steps: [
        { color: "green", value: null },
        { color: "red", value: 80 },
      ],
    };
    expect(panelThresholds(panelOf({ fieldConfig: { defaults: { thresholds } } }))).toEqual([]);
    const drawn = { defaults: { unit: "percent", thresholds, custom: { thresholdsStyle: { mode: "line" } } } };
    expect(panelThresholds(panelOf({ fieldConfig: drawn }))).toEqual([
      { value: 80, label: "80.0 %", severity: "critical" },
    ]);
  });
});

test("Explore opens with what a panel asks, of one source", () => {
  const panel = panelOf({
    targets: [
      { refId: "A", expr: 'up{a="b"}' },
      { refId: "B", expr: "x" },
    ],
  });
  const [first, second] = dataOf(panel, {}).queries;
  if (!first || !second) throw new Error("no queries");
  expect(exploreQuery("chart", [first, second])).toBe("q=up%7Ba%3D%22b%22%7D&q=x");
  expect(exploreQuery("table", [{ ...first, source: "eu" }, second])).toBe(
    "source=eu&kind=table&q=up%7Ba%3D%22b%22%7D",
  );
});

test("the cell of a heatmap under the pointer", () => {
  const layout = heatLayout(152, 120);
  const buckets = { timesMs: Float64Array.of(0, 1, 2, 3), bounds: [1, 2], counts: [], most: 1 };
  expect(cellAt(buckets, layout, layout.left + 1, layout.top + 1)).toEqual({ step: 0, bucket: 1 });
  expect(cellAt(buckets, layout, layout.left + layout.width - 1, layout.top + layout.height - 1)).toEqual({
    step: 3,
    bucket: 0,
  });
  expect(cellAt(buckets, layout, layout.left - 1, layout.top + 1)).toBeNull();
});
