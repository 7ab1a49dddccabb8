import { describe, expect, test } from "vitest";
import { MidwatchError } from "../../../../shared/base/errors.ts";
import { type EvaluationContext, evaluateVariables } from "../../../../shared/domain/dashboards/evaluateVariables.ts";
import { importDashboard } from "../../../../shared/domain/dashboards/importDashboard.ts";
import type { Variable, VariableQuery } from "../../../../shared/domain/dashboards/model.ts";
import { sourceFor } from "../../../../shared/domain/dashboards/sourceMapping.ts";
import { filterChoices, sortChoices } from "../../../../shared/domain/dashboards/variableChoices.ts";
import { parseVariableQuery } from "../../../../shared/domain/dashboards/variableQuery.ts";
import { durationMs, parseChoices } from "../../../../shared/domain/dashboards/variables.ts";
import { classicDashboard } from "../../../fixtures/dashboards/documents.ts";

function variables(list: readonly object[]): readonly Variable[] {
  const result = importDashboard(JSON.stringify(classicDashboard({ templating: { list } })));
  if (!result.ok) throw new Error(result.problem.message);
  return result.dashboard.variables;
}

const only = (json: object) => variables([{ name: "v", ...json }])[0];

describe("variable queries", () => {
  test.each<[string, VariableQuery | null]>([
    ["label_values(job)", { kind: "labelValues", selector: null, label: "job" }],
    ["label_values(up, job)", { kind: "labelValues", selector: "up", label: "job" }],
    [
      'label_values(up{a="x,y", b=~"[)]"}, job) ',
      { kind: "labelValues", selector: 'up{a="x,y", b=~"[)]"}', label: "job" },
    ],
    ["label_names()", { kind: "labelNames", pattern: "" }],
    ["metrics(node_.*)", { kind: "metrics", pattern: "node_.*" }],
    ["query_result(topk(3, up))", { kind: "queryResult", expr: "topk(3, up)" }],
    ["up{job='a'}", { kind: "series", selector: "up{job='a'}" }],
    ["label_values(up,)", null],
    ["", null],
  ])("%s", (text, expected) => {
    expect(parseVariableQuery(text)).toEqual(expected);
  });

  test.each<[string, unknown, VariableQuery]>([
    ["an object with its text", { query: "metrics(a)", refId: "x" }, { kind: "metrics", pattern: "a" }],
    ["parts alone", { qryType: 1, label: "job", metric: "up" }, { kind: "labelValues", selector: "up", label: "job" }],
    ["parts of a result", { qryType: 3, varQuery: "up" }, { kind: "queryResult", expr: "up" }],
  ])("%s", (_name, query, expected) => {
    expect(only({ type: "query", query })?.query).toEqual(expected);
  });
});

describe("reading", () => {
  test.each<[string, object, object]>([
    [
      "custom",
      { type: "custom", query: "a, b\\,c ,text : value" },
      {
        choices: [
          { text: "a", value: "a" },
          { text: "b,c", value: "b,c" },
          { text: "text", value: "value" },
        ],
      },
    ],
    [
      "options without a query",
      {
        type: "custom",
        options: [
          { text: "All", value: "$__all" },
          { text: "X", value: "x" },
        ],
      },
      { choices: [{ text: "X", value: "x" }] },
    ],
    [
      "interval with auto",
      { type: "interval", query: "1m,5m", auto: true, auto_count: 10, auto_min: "30s" },
      { auto: { count: 10, min: "30s" }, choices: [{ value: "1m" }, { value: "5m" }] },
    ],
    [
      "several current",
      { type: "custom", query: "a", multi: true, current: { text: ["A", "B"], value: ["a", "b"] } },
      {
        current: [
          { text: "A", value: "a" },
          { text: "B", value: "b" },
        ],
      },
    ],
    [
      "all in a list",
      { type: "custom", query: "a", includeAll: true, current: { text: "All", value: ["$__all"] } },
      { current: [{ value: "$__all" }] },
    ],
    [
      "all by its old name",
      { type: "custom", query: "a", current: { text: "All", value: "all" } },
      { current: [{ value: "$__all" }] },
    ],
    ["an empty current", { type: "custom", query: "a", current: { text: "", value: "" } }, { current: [] }],
    ["an empty text", { type: "textbox", query: "x", current: { text: "", value: "" } }, { current: [{ value: "" }] }],
    ["hidden", { type: "constant", query: "k", hide: 2 }, { hide: "all", choices: [{ value: "k" }] }],
    ["sorted", { type: "custom", query: "a", sort: 4 }, { sort: "numeric", descending: true }],
    ["of a kind nobody knows", { type: "wizard", query: "a" }, { kind: "unknown" }],
  ])("%s", (_name, json, expected) => {
    expect(only(json)).toMatchObject(expected);
  });

  test("names that are none and names twice are left out", () => {
    expect(variables([{ name: "a b" }, {}, { name: "v", type: "custom" }, { name: "v", type: "custom" }])).toHaveLength(
      1,
    );
  });

  test.each([
    ["30s", 30_000],
    ["1m30s", 90_000],
    ["1d", 86_400_000],
    ["2w", 1_209_600_000],
    ["1x", null],
    ["", null],
    ["0s", null],
  ])("%s is %s ms", (text, expected) => {
    expect(durationMs(text)).toBe(expected);
  });

  test("choices may hold a colon without blanks", () => {
    expect(parseChoices("a:9090,b : 2")).toEqual([
      { text: "a:9090", value: "a:9090" },
      { text: "b", value: "2" },
    ]);
  });
});

describe("filtering and sorting", () => {
  test.each<[string, string[], string, string[]]>([
    ["nothing", ["a", "b", "a"], "", ["a=a", "b=b"]],
    ["a pattern", ["web-1", "db-1"], "/^web/", ["web=web"]],
    ["a bare pattern", ["web-1", "db-1"], "web-(.*)", ["1=1"]],
    ["a group", ['up{job="api"} 1 2'], '/job="([^"]+)"/', ["api=api"]],
    ["ignoring case", ["WEB"], "/web/i", ["WEB=WEB"]],
    ["named groups", ['x{n="GPU 0",uuid="u0"} 1 2'], '/n="(?<text>[^"]+)|uuid="(?<value>[^"]+)/g', ["GPU 0=u0"]],
    ["a look-ahead", ["prod", "test"], "/^(?!test).*/", ["prod=prod"]],
  ])("%s", (_name, values, regex, expected) => {
    expect(filterChoices(values, regex).map(({ text, value }) => `${text}=${value}`)).toEqual(expected);
  });

  test("a pattern that could run away is refused", () => {
    expect(() => filterChoices(["aaaa"], "/^(?=a)(a+)+$/")).toThrow(MidwatchError);
    expect(() => filterChoices(["a"], "/(/")).toThrow(MidwatchError);
  });

  test.each<[Variable["sort"], boolean, string[]]>([
    ["none", false, ["b10", "B9", "a2"]],
    ["alpha", false, ["a2", "b10", "B9"]],
    ["numeric", true, ["b10", "B9", "a2"]],
    ["natural", false, ["a2", "B9", "b10"]],
  ])("%s, descending %s", (sort, descending, expected) => {
    const choices = ["b10", "B9", "a2"].map((text) => ({ text, value: text }));
    expect(sortChoices(choices, { sort, descending }).map(({ text }) => text)).toEqual(expected);
  });
});

describe("evaluating", () => {
  const asked: string[] = [];
  const answers: Readonly<Record<string, readonly string[]>> = {
    '{"kind":"labelValues","selector":"up","label":"job"}': ["api", "db"],
    '{"kind":"labelValues","selector":"up{job=~\\"(api|db)\\"}","label":"instance"}': ["a1", "d1"],
    '{"kind":"labelValues","selector":"up{job=~\\"api\\"}","label":"instance"}': ["a1"],
  };
  const context = (over: Partial<EvaluationContext> = {}): EvaluationContext => ({
    chosen: new Map(),
    sources: ["local", "eu"],
    time: { fromMs: 0, toMs: 3_600_000, stepMs: 15_000, scrapeIntervalMs: 15_000 },
    sourceOf: (ref, values) => sourceFor(ref, values, { sources: ["local", "eu"], chosen: new Map() }),
    async ask(query, source) {
      asked.push(`${source} ${JSON.stringify(query)}`);
      const answer = answers[JSON.stringify(query)];
      if (!answer) throw new MidwatchError("UNAVAILABLE", "The source is down");
      return answer;
    },
    ...over,
  });
  const chain = variables([
    { name: "instance", type: "query", query: 'label_values(up{job=~"$job"}, instance)', datasource: "$ds" },
    { name: "job", type: "query", query: "label_values(up, job)", multi: true, includeAll: true, datasource: "$ds" },
    { name: "ds", type: "datasource", query: "prometheus", current: { value: "eu" } },
  ]);
  const chosenOf = (result: Awaited<ReturnType<typeof evaluateVariables>>) =>
    result.map(
      ({ name, chosen, isAll }) => `${name}=${chosen.map(({ value }) => value).join("|")}${isAll ? " (all)" : ""}`,
    );

  test("those that others refer to first, each over the source it names", async () => {
    asked.length = 0;
    expect(chosenOf(await evaluateVariables(chain, context()))).toEqual(["instance=a1", "job=api|db (all)", "ds=eu"]);
    expect(asked.map((line) => line.split(" ")[0])).toEqual(["eu", "eu"]);
  });

  test("what the viewer chose decides, also for the ones that follow", async () => {
    const chosen = new Map([
      ["job", ["api"]],
      ["ds", ["local"]],
    ]);
    asked.length = 0;
    expect(chosenOf(await evaluateVariables(chain, context({ chosen })))).toEqual([
      "instance=a1",
      "job=api",
      "ds=local",
    ]);
    expect(asked[1]).toMatch(/^local /);
  });

  test("a choice that is gone gives way to the first one", async () => {
    const result = await evaluateVariables(chain, context({ chosen: new Map([["instance", ["gone"]]]) }));
    expect(chosenOf(result)[0]).toBe("instance=a1");
  });

  test("a source that is down is told, and what was chosen stays", async () => {
    const ask = () => Promise.reject(new MidwatchError("UNAVAILABLE", "The source is down"));
    const [instance, job] = await evaluateVariables(chain, context({ ask, chosen: new Map([["instance", ["a9"]]]) }));
    expect(instance).toMatchObject({ chosen: [{ value: "a9" }], problem: "The source is down" });
    expect(job).toMatchObject({ problem: "The source is down" });
  });

  test("variables that refer to each other end", async () => {
    const loop = variables([
      { name: "a", type: "query", query: "label_values(x{b='$b'}, l)" },
      { name: "b", type: "query", query: "label_values(x{a='$a'}, l)" },
    ]);
    expect(await evaluateVariables(loop, context())).toHaveLength(2);
  });

  test.each<[string, object, string[] | null, string]>([
    ["a text as typed", { type: "textbox", query: "x" }, ["y z"], "v=y z"],
    ["an emptied text", { type: "textbox", query: "x" }, [""], "v="],
    ["a constant, whatever is asked", { type: "constant", query: "k" }, ["other"], "v=k"],
    ["the document's choice", { type: "custom", query: "a,b", current: { value: "b" } }, null, "v=b"],
    ["the first when none is chosen", { type: "custom", query: "a,b" }, null, "v=a"],
    ["all when none is chosen", { type: "custom", query: "a,b", includeAll: true }, null, "v=a|b (all)"],
    ["one of a single-valued", { type: "custom", query: "a,b" }, ["b", "a"], "v=b"],
    ["several", { type: "custom", query: "a,b,c", multi: true }, ["c", "a"], "v=c|a"],
    ["by its text", { type: "custom", query: "A : 1,B : 2" }, ["B"], "v=2"],
    [
      "an automatic interval",
      {
        type: "interval",
        query: "1m",
        auto: true,
        auto_count: 30,
        auto_min: "10s",
        current: { value: "$__auto_interval_v" },
      },
      null,
      "v=120s",
    ],
    ["ours for a data source", { type: "datasource", query: "prometheus", regex: "/eu/" }, null, "v=eu"],
    ["none for another language", { type: "datasource", query: "loki" }, null, "v="],
  ])("%s", async (_name, json, chosen, expected) => {
    const list = variables([{ name: "v", ...json }]);
    const result = await evaluateVariables(list, context({ chosen: new Map(chosen ? [["v", chosen]] : []) }));
    expect(chosenOf(result)).toEqual([expected]);
  });

  test("choices of a custom variable may refer to others", async () => {
    const list = variables([
      { name: "b", type: "custom", query: "$a-1" },
      { name: "a", type: "constant", query: "x" },
    ]);
    expect(chosenOf(await evaluateVariables(list, context()))).toEqual(["b=x-1", "a=x"]);
  });
});
