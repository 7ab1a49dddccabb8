import { describe, expect, test } from "vitest";
import { askVariable, type VariableSource } from "../../../electron/host/dashboardSources.ts";
import type { VariableQuery } from "../../../shared/domain/dashboards/model.ts";

const series = [
  { name: "up", labels: { job: "api", instance: "a:1" } },
  { name: "up", labels: { job: "db", instance: "b:1" } },
  { name: "requests_total", labels: { job: "api", code: "200" } },
];
const asked: string[] = [];
const source: VariableSource = {
  async series(selector, startMs, endMs) {
    asked.push(`${selector} ${startMs}..${endMs}`);
    return series;
  },
  async queryInstant({ expr, timeMs }) {
    asked.push(`${expr} @${timeMs}`);
    return {
      kind: "vector",
      timeMs,
      warnings: [],
      infos: [],
      samples: [{ series: { name: "up", labels: { job: 'a"b', gpu: "0" } }, value: 1.5 }],
    };
  },
};

describe("what a variable asks and gets", () => {
  test.each<[string, VariableQuery, string, readonly string[]]>([
    [
      "values of a label",
      { kind: "labelValues", selector: "up{a='b'}", label: "job" },
      "up{a='b'} 1..2",
      ["api", "db"],
    ],
    ["of every series", { kind: "labelValues", selector: null, label: "code" }, '{code!=""} 1..2', ["200"]],
    ["names as a label", { kind: "labelValues", selector: "x", label: "__name__" }, "x 1..2", ["requests_total", "up"]],
    [
      "label names",
      { kind: "labelNames", pattern: "" },
      '{__name__=~".+"} 1..2',
      ["__name__", "code", "instance", "job"],
    ],
    [
      "metrics",
      { kind: "metrics", pattern: "node_.*" },
      '{__name__=~".*(?:node_.*).*"} 1..2',
      ["requests_total", "up"],
    ],
    [
      "series",
      { kind: "series", selector: "up" },
      "up 1..2",
      ['up{instance="a:1", job="api"}', 'up{instance="b:1", job="db"}', 'requests_total{code="200", job="api"}'],
    ],
    ["a result", { kind: "queryResult", expr: "topk(1, up)" }, "topk(1, up) @2", ['up{job="a\\"b",gpu="0"} 1.5 2']],
  ])("%s", async (_name, query, question, lines) => {
    asked.length = 0;
    expect(await askVariable(source, query, { fromMs: 1, toMs: 2 })).toEqual(lines);
    expect(asked).toEqual([question]);
  });
});
