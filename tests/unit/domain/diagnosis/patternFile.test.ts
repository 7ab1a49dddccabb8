import { describe, expect, it } from "vitest";
import { builtinPatterns } from "../../../../electron/services/diagnosis/builtinPatterns.ts";
import { builtinRunbooks } from "../../../../electron/services/runbooks/builtinRunbooks.ts";
import { expandQuery, type SymptomScope } from "../../../../shared/domain/diagnosis/expandSymptom.ts";
import { parsePatternFile } from "../../../../shared/domain/diagnosis/parsePatternFile.ts";

const head = "patterns:\n  - id: hot\n    name: Hot\n    cause: It is hot.\n    about: host\n    symptoms:\n";
const problemsOf = (symptom: string) =>
  parsePatternFile(`${head}      - ${symptom}\n`, "p.yaml").problems.map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  );

describe("a file of patterns", () => {
  it("is read with its defaults", () => {
    const { patterns, problems } = parsePatternFile(
      `${head}      - { title: Hot, weight: 2, promql: temp, above: 80 }\n`,
      "p.yaml",
    );
    expect(problems).toEqual([]);
    expect(patterns?.[0]).toMatchObject({ id: "hot", prior: -2, severity: "warning", runbooks: [] });
    expect(patterns?.[0]?.symptoms[0]).toMatchObject({ counts: "for", required: false, atLeast: 1 });
  });

  it("may be empty", () => expect(parsePatternFile("", "p.yaml")).toEqual({ patterns: [], problems: [] }));

  it.each([
    ["{ title: T, weight: 1 }", "7:9 A symptom has exactly one of promql, log, event, drift and anomaly"],
    [
      "{ title: T, weight: 1, promql: up, log: [xx], above: 1 }",
      "7:9 A symptom has exactly one of promql, log, event, drift and anomaly",
    ],
    [
      "{ title: T, weight: 1, promql: up }",
      "7:40 A query needs either above or below: the value from which on it is a symptom",
    ],
    ["{ title: T, weight: 1, log: [xx], above: 1 }", "7:9 above, below and unit belong to promql"],
    [
      "{ title: T, weight: 1, promql: '{{ kvcash }}', above: 1 }",
      "7:40 {{ kvcash }} stands for nothing: use a signal, service, name, hosts, window or ago",
    ],
    ["{ title: T, weight: 0, log: [xx] }", "7:29 patterns[1].symptoms[1].weight: Too small: expected number to be >0"],
    ["{ title: T, weight: 1, drift: strong }", "7:39 Drift is of a service: the pattern is about hosts"],
    ["{ title: T, weight: 1, log: [xx], weigth: 2 }", "7:43 Unknown key weigth in patterns[1].symptoms[1]"],
  ])("says what is wrong and where: %s", (symptom, problem) => expect(problemsOf(symptom)).toEqual([problem]));

  it("finds what is wrong with queries and expressions", () => {
    expect(problemsOf("{ title: T, weight: 1, promql: 'sum(', above: 1 }")[0]).toMatch(/^7:40 /);
    expect(problemsOf("{ title: T, weight: 1, anomaly: { series: '(' } }")[0]).toMatch(/^7:\d+ The pattern does not/);
    expect(problemsOf("{ title: T, weight: 1, event: { kind: deploy, title: '(' } }")[0]).toMatch(
      /The pattern does not/,
    );
  });

  it("has each id once", () => {
    const twice = `${head}      - { title: T, weight: 1, log: [xx] }\n${head.slice("patterns:\n".length)}      - { title: T, weight: 1, log: [xx] }\n`;
    expect(parsePatternFile(twice, "p.yaml")).toMatchObject({ patterns: null, problems: [{ line: 8, column: 9 }] });
  });
});

describe("the query of a symptom", () => {
  const scope: SymptomScope = {
    service: { name: 'the "chat"', matchers: 'job="vllm"', signals: { kvCache: "avg(kv)", requests: "sum(r)" } },
    hosts: ["gpu-a01", "b.c"],
    window: "1m",
    ago: "7m",
  };

  it.each([
    ["{{ kvCache }} * 2", "(avg(kv)) * 2"],
    ["{{requests}} / {{ before requests }}", "(sum(r)) / quantile_over_time(0.5, (sum(r))[30m:30s] offset 7m)"],
    ["up{ {{ service }} }", 'up{ job="vllm" }'],
    ["rate(x{ {{ hosts }} }[{{ window }}] offset {{ ago }})", 'rate(x{ instance=~"gpu-a01|b\\\\.c" }[1m] offset 7m)'],
    ['x{a="{{ name }}"}', 'x{a="the \\"chat\\""}'],
  ])("%s", (promql, expr) => expect(expandQuery(promql, scope)).toEqual({ kind: "query", expr }));

  it("is missing where the service does not tell, and says so", () => {
    expect(expandQuery("{{ waiting }}", scope)).toEqual({
      kind: "missing",
      why: "The service tells no waiting requests",
    });
    expect(expandQuery("{{ kvCache }}", { ...scope, service: null })).toMatchObject({ kind: "missing" });
  });
});

describe("the built-in patterns", () => {
  it("are many, each known by something that must be or several things", () => {
    expect(builtinPatterns.length).toBeGreaterThanOrEqual(17);
    expect(new Set(builtinPatterns.map(({ id }) => id)).size).toBe(builtinPatterns.length);
  });

  it.each(builtinPatterns.map((pattern) => [pattern.id, pattern] as const))(
    "%s is likely when all of it shows and nothing speaks against it",
    (_id, { prior, symptoms }) => {
      const sum = symptoms.reduce((all, { counts, weight }) => all + (counts === "for" ? weight : 0), prior);
      expect(sum).toBeGreaterThan(0.4);
      expect(new Set(symptoms.map(({ title }) => title)).size).toBe(symptoms.length);
    },
  );

  it("recommend runbooks that come with the console or the demo", () => {
    const known = new Set([
      ...builtinRunbooks.map(({ file }) => file.replace(/\.md$/, "")),
      "roll-back-release",
      "relieve-jammed-server",
    ]);
    expect(builtinPatterns.flatMap(({ runbooks }) => runbooks).filter((id) => !known.has(id))).toEqual([]);
  });
});
