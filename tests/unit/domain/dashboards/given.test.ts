import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../../../build/paths.ts";
import { lookupOf } from "../../../../shared/domain/dashboards/builtins.ts";
import { applyEdits } from "../../../../shared/domain/dashboards/edits.ts";
import { evaluateVariables, scopedValue } from "../../../../shared/domain/dashboards/evaluateVariables.ts";
import { importDashboard } from "../../../../shared/domain/dashboards/importDashboard.ts";
import { placeRows } from "../../../../shared/domain/dashboards/layout.ts";
import { dashboard as dashboardSchema } from "../../../../shared/domain/dashboards/model.ts";
import { panelQueries } from "../../../../shared/domain/dashboards/panelQueries.ts";
import { sourceFor } from "../../../../shared/domain/dashboards/sourceMapping.ts";
import { checkQuery } from "../../../../shared/domain/promql/checkQuery.ts";

/** Real dashboards beside the repository: not part of it, so their absence is a skip with a name. */
const folder = join(root, "../shared/domain/contracts/grafana-dashboards");
const files = existsSync(folder)
  ? readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"))
  : [];
/** Panels that cannot be live: a library panel without its body, Loki's logs, another query language. */
const leastLive: Readonly<Record<string, number>> = {
  "fixtures/perses-library-panel.json": 0,
  "fixtures/grafana-v2beta1.json": 0.3,
  "loki-logs.json": 0.8,
};
/** Its text box holds a placeholder where a matcher belongs. */
const noQueries = "fixtures/perses-basic.json";
const time = { fromMs: 0, toMs: 3_600_000, stepMs: 15_000, scrapeIntervalMs: 15_000 };
const mapping = { sources: ["local"], chosen: new Map<string, string>() };

function read(file: string) {
  const text = readFileSync(join(folder, file), "utf8");
  const startedMs = performance.now();
  const result = importDashboard(text);
  const tookMs = performance.now() - startedMs;
  if (!result.ok) throw new Error(`${file}: ${result.problem.message}`);
  return { ...result, text, tookMs };
}

/** Everything with a type in `panels` and `rows`, or the elements of the new schema. */
function countPanels(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const json = value as Record<string, unknown>;
  const spec = json.spec as Record<string, unknown> | undefined;
  if (spec?.elements) return Object.keys(spec.elements).length;
  return [json.panels, json.rows]
    .flatMap((list) => (Array.isArray(list) ? (list as object[]) : []))
    .reduce(
      (count, item) =>
        count + ("panels" in item ? countPanels(item) : 0) + ("type" in item && item.type === "row" ? 0 : 1),
      0,
    );
}

/** The same documents but for these texts, wherever they stand. */
function expectSame(after: string, before: string, texts: readonly string[]): void {
  const rest = (text: string): unknown =>
    JSON.parse(text, (_key, value: unknown) =>
      typeof value === "string" && texts.includes(value.trim()) ? "" : value,
    );
  expect(rest(after)).toEqual(rest(before));
}

describe.skipIf(files.length === 0)("the dashboards of ../shared (skipped where that folder is missing)", () => {
  test.each(files)("%s is imported whole, most of it live, in less than a second", (file) => {
    const { dashboard, notes, text, tookMs } = read(file);
    dashboardSchema.parse(dashboard);
    const panels = dashboard.rows.flatMap((row) => row.panels);
    expect(panels).toHaveLength(countPanels(JSON.parse(text)));
    const live = panels.filter(({ kind }) => kind !== "blank").length / Math.max(1, panels.length);
    expect(live).toBeGreaterThanOrEqual(leastLive[file] ?? 1);
    // What is blank is told with its panel.
    const lost = new Set(
      notes.filter(({ level }) => level === "lost").flatMap((note) => note.panels.map(({ id }) => id)),
    );
    for (const { kind, id } of panels) if (kind === "blank") expect(lost).toContain(id);
    expect(tookMs).toBeLessThan(1000);
  });

  test.each(files)("%s is given back as it was, with nothing but the edit in it", (file) => {
    const { dashboard, places, text } = read(file);
    expect(applyEdits(text, places, [])).toBe(text);
    const titled = applyEdits(text, places, [{ kind: "dashboardTitle", title: "Ours" }]);
    expect(importDashboard(titled)).toMatchObject({ dashboard: { title: "Ours" } });
    expectSame(titled, text, ["Ours", dashboard.title]);
    const panel = dashboard.rows.flatMap((row) => row.panels).find(({ editable }) => editable.targets[0] === true);
    if (!panel) return;
    const was = panel.targets[0]?.expr.trim() ?? "";
    const asking = applyEdits(text, places, [{ kind: "query", panel: panel.id, target: 0, expr: 'up{a="b"}' }]);
    expect(asking).toContain('up{a=\\"b\\"}');
    expectSame(asking, text, ['up{a="b"}', was]);
  });

  test.each(files)("%s asks queries without a variable left in them", async (file) => {
    const { dashboard } = read(file);
    const evaluated = await evaluateVariables(dashboard.variables, {
      chosen: new Map(),
      sources: mapping.sources,
      time,
      ask: async () => ["one", "two"],
      sourceOf: (ref, values) => sourceFor(ref, values, mapping),
    });
    const values = new Map(
      dashboard.variables.flatMap((variable) => {
        const found = evaluated.find(({ name }) => name === variable.name);
        return found ? [[variable.name, scopedValue(variable, found)] as const] : [];
      }),
    );
    for (const row of placeRows(dashboard, values, (scope) => lookupOf(scope, time))) {
      for (const { panel, values: scope } of row.panels) {
        const { queries } = panelQueries(panel, {
          ...time,
          values: scope,
          title: "",
          sourceOf: (ref, own) => sourceFor(ref, own, mapping),
        });
        for (const { expr } of queries) {
          expect(expr).not.toMatch(/\$\{?[A-Za-z_]|\[\[/);
          if (file !== noQueries) expect(checkQuery(expr), expr).toEqual([]);
        }
      }
    }
  });
});
