import { describe, expect, test } from "vitest";
import { applyEdits, type DashboardEdit } from "../../../../shared/domain/dashboards/edits.ts";
import { importDashboard } from "../../../../shared/domain/dashboards/importDashboard.ts";
import { replaceAt } from "../../../../shared/domain/dashboards/jsonText.ts";
import {
  classicDashboard,
  oldRowsDashboard,
  persesDashboard,
  v2Dashboard,
} from "../../../fixtures/dashboards/documents.ts";

function edited(text: string, ...edits: DashboardEdit[]): string {
  const result = importDashboard(text);
  if (!result.ok) throw new Error(result.problem.message);
  return applyEdits(text, result.places, edits);
}

/** The lines that differ, as `- old` and `+ new`. */
function difference(before: string, after: string): string[] {
  const [old, fresh] = [before.split("\n"), after.split("\n")];
  return old.length !== fresh.length
    ? [`${old.length} lines became ${fresh.length}`]
    : old.flatMap((line, i) => (line === fresh[i] ? [] : [`- ${line.trim()}`, `+ ${(fresh[i] ?? "").trim()}`]));
}

const pretty = (document: unknown) => `${JSON.stringify(document, null, 2)}\n`;

describe("edits touch nothing else", () => {
  const text = pretty(classicDashboard({ id: 12345678901234567890n.toString(), odd: "a\u00e9\\u0041" }));

  test("without edits the text is the same", () => {
    expect(edited(text)).toBe(text);
  });

  test.each<[string, DashboardEdit, string[]]>([
    [
      "the title of the dashboard",
      { kind: "dashboardTitle", title: 'New "one"' },
      ['- "title": "Gateway",', '+ "title": "New \\"one\\"",'],
    ],
    [
      "the title of a panel",
      { kind: "panelTitle", panel: "p1", title: "R" },
      ['- "title": "Requests",', '+ "title": "R",'],
    ],
    [
      "a query",
      { kind: "query", panel: "p1", target: 0, expr: 'up{a="b"}' },
      ['- "expr": "rate(requests_total[5m])",', '+ "expr": "up{a=\\"b\\"}",'],
    ],
    ["a place", { kind: "place", panel: "p1", grid: { x: 3, y: 0, w: 12, h: 8 } }, ['- "x": 0,', '+ "x": 3,']],
  ])("%s", (_name, edit, expected) => {
    expect(difference(text, edited(text, edit))).toEqual(expected);
  });

  test("several, one after the other", () => {
    const after = edited(
      text,
      { kind: "panelTitle", panel: "p1", title: "A much longer title than before" },
      { kind: "query", panel: "p1", target: 0, expr: "up" },
    );
    expect(JSON.parse(after)).toMatchObject({
      panels: [{ title: "A much longer title than before", targets: [{ expr: "up" }] }],
    });
  });

  test("a variable's value and text, added where they were not", () => {
    const list = [{ type: "custom", name: "env", query: "a,b", multi: true, current: { value: "a" } }];
    const before = pretty(classicDashboard({ templating: { list } }));
    const after = edited(before, { kind: "variable", name: "env", values: ["$__all"], isList: true });
    expect(JSON.parse(after)).toMatchObject({
      templating: { list: [{ current: { value: ["$__all"], text: ["All"] } }] },
    });
  });

  test("the new schema and the old rows", () => {
    const second = edited(pretty(v2Dashboard), { kind: "query", panel: "p1", target: 0, expr: "down" });
    expect(difference(pretty(v2Dashboard), second)).toEqual(['- "expr": "up"', '+ "expr": "down"']);
    const old = edited(pretty(oldRowsDashboard), { kind: "panelTitle", panel: "p2", title: "Failures" });
    expect(difference(pretty(oldRowsDashboard), old)).toEqual(['- "title": "Errors",', '+ "title": "Failures",']);
    const perses = edited(pretty(persesDashboard), { kind: "panelTitle", panel: "p1", title: "Load" });
    expect(difference(pretty(persesDashboard), perses)).toEqual(['- "name": "CPU"', '+ "name": "Load"']);
  });

  test.each<[string, DashboardEdit]>([
    ["a panel that is not there", { kind: "panelTitle", panel: "p9", title: "x" }],
    ["a query that is not there", { kind: "query", panel: "p1", target: 7, expr: "x" }],
    ["a variable that is not there", { kind: "variable", name: "x", values: [], isList: false }],
  ])("%s is refused", (_name, edit) => {
    expect(() => edited(text, edit)).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
  });

  test("a span is no place to write", () => {
    const edit: DashboardEdit = { kind: "place", panel: "p1", grid: { x: 0, y: 0, w: 1, h: 1 } };
    expect(() => edited(pretty(oldRowsDashboard), edit)).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
  });
});

describe("replacing in text", () => {
  test.each<[string, string, (string | number)[], string | null]>([
    ["a value", '{"a": [1, {"b": "x"}]}', ["a", 1, "b"], '{"a": [1, {"b": "NEW"}]}'],
    ["the root", "7", [], '"NEW"'],
    ["a missing key", '{"a": 1}', ["b"], '{"b": "NEW","a": 1}'],
    ["a missing key, indented", '{\n  "a": 1\n}', ["b"], '{\n  "b": "NEW",\n  "a": 1\n}'],
    ["a missing key of an empty object", "{ }", ["b"], '{"b": "NEW" }'],
    ["the last of a key that is there twice", '{"a": 1, "a": 2}', ["a"], '{"a": 1, "a": "NEW"}'],
    ["an escaped key", '{"\\u0061": 1}', ["a"], '{"\\u0061": "NEW"}'],
    ["a missing list item", "[1]", [4], null],
    ["a key of a list", "[1]", ["a"], null],
    ["below a value", '{"a": 1}', ["a", "b"], null],
    ["after a mark", '\uFEFF{"a": 1}', ["a"], '\uFEFF{"a": "NEW"}'],
  ])("%s", (_name, text, path, expected) => {
    expect(replaceAt(text, path, "NEW")).toBe(expected);
  });
});
