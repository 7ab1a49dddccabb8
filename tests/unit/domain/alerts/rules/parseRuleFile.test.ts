import { expect, test } from "vitest";
import { lintRules } from "../../../../../shared/domain/alerts/rules/lintRules.ts";
import { parseRuleFile } from "../../../../../shared/domain/alerts/rules/parseRuleFile.ts";

function problemsOf(text: string): readonly string[] {
  return parseRuleFile(text, "r.yaml").problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

const valid = `groups:
  - name: gpu
    interval: 30s
    limit: 100
    labels: { team: gpu }
    rules:
      - record: instance:temp:max
        expr: max by (instance) (temp)
      - alert: Hot
        expr: instance:temp:max > 85
        for: 2m
        keep_firing_for: 10m
        labels: { severity: warning, version: 1.10 }
        annotations: { summary: "{{ $labels.instance }} is hot" }
`;

test("groups are read with their durations, labels and lines", () => {
  expect(parseRuleFile(valid, "r.yaml")).toEqual({
    problems: [],
    groups: [
      {
        name: "gpu",
        file: "r.yaml",
        source: null,
        intervalMs: 30_000,
        queryOffsetMs: 0,
        limit: 100,
        rules: [
          {
            kind: "record",
            record: "instance:temp:max",
            expr: "max by (instance) (temp)",
            labels: { team: "gpu" },
            line: 7,
          },
          {
            kind: "alert",
            alert: "Hot",
            expr: "instance:temp:max > 85",
            labels: { team: "gpu", severity: "warning", version: "1.10" },
            line: 9,
            forMs: 120_000,
            keepFiringForMs: 600_000,
            annotations: { summary: "{{ $labels.instance }} is hot" },
          },
        ],
      },
    ],
  });
});

test("a PrometheusRule resource is read by its spec", () => {
  const indented = valid.replace(/^/gm, "  ");
  const { groups } = parseRuleFile(
    `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: { name: x }\nspec:\n${indented}`,
    "r.yaml",
  );
  expect(groups?.[0]?.rules).toHaveLength(2);
});

const rule = (text: string) => `groups:\n- name: g\n  rules:\n  - ${text}\n`;

test.each([
  ["", []],
  ["groups:\n- name: a\n  colour: red\n  rules: []\n", ["3:3 Unknown key colour in groups[1]"]],
  ["groups:\n- rules: []\n", ["2:3 The group has no name"]],
  ["groups:\n- name: a\n- name: a\n", ["3:9 The group a is in this file already"]],
  [rule("alert: A\n    record: b\n    expr: up"), ["4:12 A rule is either a record or an alert, this is both"]],
  [rule("expr: up"), ["4:5 A rule needs the name of its record or of its alert"]],
  [rule("alert: A"), ["4:5 The rule has no expression: expr is missing or empty"]],
  [rule("alert: A\n    expr: sum(up"), ["5:17 expr: Expected ) before the end of the query"]],
  [
    rule("alert: A\n    expr: |\n      up and\n      rate(up)"),
    ["7:12 expr: rate: range must be a range vector, this is an instant vector: add a range such as [5m]"],
  ],
  [rule("record: a\n    expr: up\n    for: 5m"), ["6:10 for belongs to alerts, this is a record"]],
  [rule("record: a b\n    expr: up"), ["4:13 a b is not a metric name"]],
  [
    rule("alert: A\n    expr: up\n    for: soon"),
    ["6:10 groups[1].rules[1].for: soon is not, use a duration such as 5m or 1h30m"],
  ],
  [rule("alert: A\n    expr: up\n    labels: { __name__: x }"), ["6:25 __name__ is not a name for a label"]],
  [
    rule("alert: A\n    expr: up\n    annotations: { a: '{{ $x }}' }"),
    ['6:23 The template of a: undefined variable "$x"'],
  ],
])("%j", (text, expected) => {
  expect(problemsOf(text)).toEqual(expected);
});

test("rules that are the same twice are told", () => {
  const { groups } = parseRuleFile(
    `groups:\n- name: a\n  rules:\n  - { alert: A, expr: up }\n  - { alert: A, expr: down }\n  - { alert: A, expr: up, labels: { x: y } }\n`,
    "r.yaml",
  );
  expect(lintRules(groups ?? [])).toEqual([
    { file: "r.yaml", line: 5, column: 1, message: expect.stringContaining("is a rule of line 4 already") },
  ]);
});
