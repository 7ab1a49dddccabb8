import { describe, expect, it } from "vitest";
import { builtinRunbooks } from "../../../electron/services/runbooks/builtinRunbooks.ts";
import { parseRunbook } from "../../../shared/domain/runbook/parseRunbook.ts";

describe("built-in runbooks", () => {
  it.each(builtinRunbooks)("$file is without problems and named like its id", ({ file, text }) => {
    const { runbook, problems } = parseRunbook(text, file);
    expect(problems).toEqual([]);
    expect(runbook?.kind).toBe("runbook");
    expect(`${runbook?.id}.md`).toBe(file);
  });

  it("are all told apart", () => {
    expect(new Set(builtinRunbooks.map(({ file }) => file)).size).toBe(builtinRunbooks.length);
  });
});
