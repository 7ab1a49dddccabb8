import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { builtinRunbooks } from "../../../electron/services/runbooks/builtinRunbooks.ts";
import { runbookOf } from "../../../shared/domain/alerts/alertWords.ts";
import { defaultRules, defaultRulesFile } from "../../../shared/domain/alerts/defaultRules.ts";
import { parseRuleFile } from "../../../shared/domain/alerts/rules/parseRuleFile.ts";
import { parseRunbook } from "../../../shared/domain/runbook/parseRunbook.ts";

describe("built-in runbooks", () => {
  it.each(builtinRunbooks)("$file is without problems and named like its id", ({ file, text }) => {
    const { runbook, problems } = parseRunbook(text, file);
    expect(problems).toEqual([]);
    expect(runbook?.kind).toBe("runbook");
    expect(`${runbook?.id}.md`).toBe(file);
  });

  it("are there for every rule that comes with the console", () => {
    const { groups } = parseRuleFile(defaultRules, defaultRulesFile);
    const named = (groups ?? [])
      .flatMap(({ rules }) => rules)
      .flatMap((rule) => (rule.kind === "alert" ? [runbookOf(rule) ?? `none for ${rule.alert}`] : []));
    const files = builtinRunbooks.map(({ file }) => file);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((id) => !files.includes(`${id}.md`))).toEqual([]);
  });

  it("the README's example is one without problems", () => {
    const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
    const [, example = ""] = /^````markdown\n([\s\S]*?)\n````$/m.exec(readme) ?? [];
    expect(parseRunbook(example, "restart-embedder.md")).toMatchObject({ problems: [], runbook: { kind: "runbook" } });
  });

  it("are all told apart", () => {
    expect(new Set(builtinRunbooks.map(({ file }) => file)).size).toBe(builtinRunbooks.length);
  });
});
