import { describe, expect, test } from "vitest";
import { askVariable, type VariableSource } from "../../../electron/host/dashboardSources.ts";
import type { VariableQuery } from "../../../shared/domain/dashboards/model.ts";

const series = [
  { name: "up", labels: { job: "api", instance: "a:1" } },
  { name: "requests_total", labels: { job: "api", code: "200" } },
];
const asked: string[] = [];
const source: VariableSource = {
  async labelNames(matchers, startMs, endMs) {
    asked.push(`names ${matchers} ${startMs}..${endMs}`);
    return ["job", "code"];
  },
  async labelValues(label, matchers, startMs, endMs) {
    asked.push(`${label} of ${matchers} ${startMs}..${endMs}`);
    return ["b", "a"];
  },
  async series(matchers, startMs, endMs) {
    asked.push(`series ${matchers} ${startMs}..${endMs}`);
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
      "job of up{a='b'} 1..2",
      ["a", "b"],
    ],
    ["of every series", { kind: "labelValues", selector: null, label: "code" }, "code of  1..2", ["a", "b"]],
    ["label names", { kind: "labelNames", pattern: "" }, "names  1..2", ["code", "job"]],
    ["metrics", { kind: "metrics", pattern: "node_.*" }, '__name__ of {__name__=~".*(?:node_.*).*"} 1..2', ["a", "b"]],
    ["every metric", { kind: "metrics", pattern: "" }, "__name__ of  1..2", ["a", "b"]],
    [
      "series",
      { kind: "series", selector: "up" },
      "series up 1..2",
      ['up{instance="a:1", job="api"}', 'requests_total{code="200", job="api"}'],
    ],
    ["a result", { kind: "queryResult", expr: "topk(1, up)" }, "topk(1, up) @2", ['up{job="a\\"b",gpu="0"} 1.5 2']],
  ])("%s", async (_name, query, question, lines) => {
    asked.length = 0;
    expect(await askVariable(source, query, { fromMs: 1, toMs: 2 })).toEqual(lines);
    expect(asked).toEqual([question]);
  });
});
