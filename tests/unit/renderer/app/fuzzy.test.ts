import { describe, expect, it } from "vitest";
import { fuzzyMatch } from "../../../../renderer/app/palette/fuzzy.ts";

const hits = (query: string, text: string) =>
  fuzzyMatch(query, text)?.ranges.map(([start, end]) => text.slice(start, end)) ?? null;

describe("fuzzyMatch", () => {
  it.each([
    ["a09", "gpu-a09", ["a09"]],
    ["chat ro", "Roll back chat-llm-70b", ["Ro", "chat"]],
    ["gpa", "gpu-a09", ["gp", "a"]],
    ["GPU", "gpu-a09", ["gpu"]],
    ["", "anything", []],
    ["xyz", "gpu-a09", null],
    ["a09 b", "gpu-a09", null],
    ["aa", "gpu-a09", null],
  ])("%j in %j", (query, text, expected) => {
    expect(hits(query, text)).toEqual(expected);
  });

  it.each([
    ["a whole word's start over its middle", "red", "Redis cache", "Shared cache"],
    ["a run over scattered letters", "sett", "Settings", "Show every task today"],
    ["fewer gaps", "wtch", "Watch", "Wait, then cache him"],
    ["an earlier place", "host", "Host gpu-a09", "Go to host"],
  ])("prefers %s", (_why, query, better, worse) => {
    expect(fuzzyMatch(query, better)?.score ?? 0).toBeGreaterThan(
      fuzzyMatch(query, worse)?.score ?? Number.NEGATIVE_INFINITY,
    );
  });
});
