import { describe, expect, it } from "vitest";
import { buildChart, type ChartMarks, type ChartSpec } from "../../../../renderer/charts/chartContent.ts";
import { chartSummary, rangeText } from "../../../../renderer/charts/chartSummary.ts";
import { PanelGroup, type PanelItem } from "../../../../renderer/charts/PanelGroup.ts";
import { frameOf } from "./frames.ts";

const gap = Number.NaN;
const spec: ChartSpec = {
  title: "GPU util",
  unitText: "%",
  unit: 0.01,
  y: { kind: "fixed", min: 0, max: 1 },
  queries: ["q"],
  tickText: String,
  valueText: (value) => `${value} W`,
  line: ({ labels }) => ({ key: `gpu-${labels.gpu}`, label: `GPU ${labels.gpu}`, slot: (Number(labels.gpu) % 8) + 1 }),
  headline: (latest) => `${latest.length}`,
};
const marks: ChartMarks = { thresholds: [], emphasis: null, staleSinceMs: null, zone: "utc" };

function groupWith(...items: readonly PanelItem[]): PanelGroup {
  const group = new PanelGroup(() => 0);
  group.connect((_, { onItem }) => {
    for (const item of items) onItem(item);
    return { dispose() {} };
  });
  group.watch({ queries: [{ id: "q", expr: "metric" }], rangeMs: 10_000, stepMs: 1000, live: true });
  return group;
}

const reset = (...columns: readonly (readonly number[])[]): PanelItem => ({
  kind: "reset",
  results: [{ kind: "frame", id: "q", frame: frameOf(0, ...columns), warnings: [], infos: [] }],
});

describe("buildChart", () => {
  it("gives two lines of one chart two colours, and keeps the first one's", () => {
    const same: ChartSpec = { ...spec, line: (series, id) => ({ ...spec.line(series, id), slot: 8 }) };
    const built = buildChart(groupWith(reset([1], [2], [3])), same, 10_000, marks);
    expect(built.content?.lines.map(({ slot }) => slot)).toEqual([8, 1, 2]);
  });

  it("draws what is to be below zero there, and the buffer keeps what was measured", () => {
    const below: ChartSpec = { ...spec, line: (series, id) => ({ ...spec.line(series, id), negative: true }) };
    const group = groupWith(reset([1, gap, 3]));
    const built = buildChart(group, below, 10_000, marks);
    expect([...(built.content?.view.values[0] ?? [])]).toEqual([-1, gap, -3]);
    expect(built.latest.map(({ value }) => value)).toEqual([3]);
  });

  it("is loading before the first answer and has nothing to draw", () => {
    const built = buildChart(groupWith(), spec, 10_000, marks);
    expect([built.status.kind, built.content]).toEqual(["loading", null]);
  });

  it.each([
    { columns: [[1, 2]], status: "ready" },
    { columns: [[0, 0]], status: "ready" },
    { columns: [[gap, gap]], status: "noData" },
    { columns: [], status: "noData" },
  ])("tells no data from zero: $columns", ({ columns, status }) => {
    expect(buildChart(groupWith(reset(...columns)), spec, 10_000, marks).status.kind).toBe(status);
  });

  it("leaves thresholds out where there is nothing to compare", () => {
    const thresholds = [{ value: 84, label: "slowdown 84", severity: "warning" }] as const;
    const drawn = (...values: number[]) =>
      buildChart(groupWith(reset(values)), spec, 10_000, { ...marks, thresholds }).content?.thresholds;
    expect(drawn(gap, gap)).toEqual([]);
    expect(drawn(gap, 70)).toEqual(thresholds);
  });

  it("ends the window at the newest step", () => {
    expect(buildChart(groupWith(reset([1, 2, gap])), spec, 10_000, marks).content?.window).toEqual({
      fromMs: -8000,
      toMs: 2000,
    });
  });

  it("draws emphasised lines last, with their own columns", () => {
    const group = groupWith(reset([10], [11], [12]));
    const { content } = buildChart(group, spec, 10_000, { ...marks, emphasis: new Set(["gpu-0"]) });
    expect(content?.lines.map(({ key }) => key)).toEqual(["gpu-1", "gpu-2", "gpu-0"]);
    expect(content?.view.values.map((column) => column[0])).toEqual([11, 12, 10]);
  });

  it("draws the eight largest of more and counts the rest", () => {
    const group = groupWith(reset(...Array.from({ length: 11 }, (_, i) => [i === 3 ? gap : i])));
    const built = buildChart(group, spec, 10_000, marks);
    expect(built.content?.lines.map(({ label }) => label)).toEqual(
      [4, 5, 6, 7, 8, 9, 10, 2].sort((a, b) => a - b).map((n) => `GPU ${n}`),
    );
    expect(built.hidden).toBe(3);
  });

  it("takes a GPU that was renamed for one line, counted once from the first step on", () => {
    const byIndex: ChartSpec = {
      ...spec,
      line: () => ({ key: "gpu-0", label: "GPU 0", slot: 1 }),
      headline: (latest) => latest.map(({ value }) => String(value)).join(" + "),
    };
    const before = [400, 401, gap, gap];
    const after = [gap, gap, 402, 403];
    for (const columns of [
      [before, after],
      [after, before],
      [[400, 401, 401, gap], after],
    ]) {
      const built = buildChart(groupWith(reset(...columns)), byIndex, 10_000, marks);
      expect(built.content?.lines).toHaveLength(1);
      expect([...(built.content?.view.values[0] ?? [])]).toEqual([400, 401, 402, 403]);
      expect(byIndex.headline(built.latestOfAll)).toBe("403");
    }
  });

  it("says in the headline what holds of all lines, the ones that are not drawn too", () => {
    const group = groupWith(reset(...Array.from({ length: 16 }, () => [300])));
    const total: ChartSpec = {
      ...spec,
      headline: (latest) => String(latest.reduce((sum, { value }) => sum + value, 0)),
    };
    const built = buildChart(group, total, 10_000, marks);
    expect([built.content?.lines.length, total.headline(built.latestOfAll)]).toEqual([8, "4800"]);
  });

  it("does not call a value of long ago the newest", () => {
    const built = buildChart(groupWith(reset([5, 6, 7, 8, 9], [99, gap, gap, gap, gap])), spec, 10_000, marks);
    expect(built.latest.map(({ value }) => value)).toEqual([9, gap]);
  });

  it("marks where samples ended", () => {
    const built = buildChart(groupWith(reset([1, 2])), spec, 10_000, { ...marks, staleSinceMs: 1000 });
    expect(built.content?.gap).toEqual({ fromMs: 1000, label: "last sample 00:00:01" });
  });

  it("keeps what a source that is down answered last, marked from there on", () => {
    const away = (code: string): PanelItem => ({
      kind: "append",
      results: [{ kind: "error", id: "q", code, message: "eu is away", position: null }],
    });
    const built = buildChart(groupWith(reset([1, 2]), away("UNAVAILABLE")), spec, 10_000, marks);
    expect(built.status).toEqual({ kind: "held", source: "local", message: "eu is away", sinceMs: 1000 });
    expect(built.content?.gap).toEqual({ fromMs: 1000, label: "last sample 00:00:01" });
    expect(buildChart(groupWith(reset([gap]), away("TIMEOUT")), spec, 10_000, marks).status.kind).toBe("error");
    expect(buildChart(groupWith(reset([1]), away("BAD_QUERY")), spec, 10_000, marks).status.kind).toBe("error");
  });

  it("shows a failed query with the last good samples behind it", () => {
    const built = buildChart(
      groupWith(reset([1]), {
        kind: "append",
        results: [{ kind: "error", id: "q", code: "LIMIT", message: "Too much", position: null }],
      }),
      spec,
      10_000,
      marks,
    );
    expect(built.status).toEqual({ kind: "error", source: "local", message: "Too much" });
    expect(built.content?.lines).toHaveLength(1);
  });
});

describe("chartSummary", () => {
  it.each([
    { columns: [[98], [91]], expected: "GPU util, last 1 hour, 2 lines. Newest values: GPU 0 98 W, GPU 1 91 W." },
    { columns: [[98], [gap]], expected: "GPU util, last 1 hour, 2 lines. Newest values: GPU 0 98 W. 1 without data." },
    { columns: [[gap]], expected: "GPU util, last 1 hour: no data." },
  ])("$expected", ({ columns, expected }) => {
    const { latest } = buildChart(groupWith(reset(...columns)), spec, 10_000, marks);
    expect(chartSummary(spec, rangeText(3_600_000), latest)).toBe(expected);
  });

  it.each([
    { rangeMs: 90_000, expected: "last 90 seconds" },
    { rangeMs: 900_000, expected: "last 15 minutes" },
    { rangeMs: 604_800_000, expected: "last 7 days" },
  ])("$rangeMs is $expected", ({ rangeMs, expected }) => expect(rangeText(rangeMs)).toBe(expected));
});
