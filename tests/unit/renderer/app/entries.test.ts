import { Server } from "lucide-react";
import { describe, expect, it } from "vitest";
import {
  type PaletteEntry,
  type PaletteGroup,
  parseInput,
  rank,
  sections,
} from "../../../../renderer/app/palette/entries.ts";

const entry = (group: PaletteGroup, title: string, detail?: string): PaletteEntry => ({
  id: `${group} ${title}`,
  group,
  title,
  icon: Server,
  run: () => undefined,
  ...(detail ? { detail } : {}),
});

const entries = [
  entry("goto", "Hosts"),
  entry("host", "gpu-a08", "H100, prod"),
  entry("host", "gpu-a09", "H100, prod, GPU 2 throttled"),
  entry("action", "Pause live charts"),
  entry("setting", "Use the light theme"),
];
const titles = (scope: Parameters<typeof rank>[1], text: string) =>
  rank(entries, scope, text).map((result) => result.entry.title);

describe("parseInput", () => {
  it.each([
    ["a09", { scope: "all", text: "a09" }],
    ["@ a09 ", { scope: "host", text: "a09" }],
    [">pause", { scope: "action", text: "pause" }],
    [",", { scope: "setting", text: "" }],
    ["#chat", { scope: "service", text: "chat" }],
    ["!roll", { scope: "runbook", text: "roll" }],
    ["= sum(up) ", { scope: "query", text: "sum(up)" }],
  ])("%j", (input, expected) => {
    expect(parseInput(input)).toEqual(expected);
  });
});

describe("rank", () => {
  it("shows a scope whole and in its own order without text", () => {
    expect(titles("host", "")).toEqual(["gpu-a08", "gpu-a09"]);
    expect(titles("all", "")).toHaveLength(entries.length);
  });

  it("puts a title before a detail that matches", () => {
    expect(titles("all", "light")[0]).toBe("Use the light theme");
    expect(titles("all", "throttled")).toEqual(["gpu-a09"]);
  });

  it("marks what matched in title and detail, each in its own text", () => {
    const [found] = rank(entries, "all", "a09 throttled");
    const detail = found?.entry.detail ?? "";
    expect(found?.titleRanges.map(([start, end]) => found.entry.title.slice(start, end))).toEqual(["a09"]);
    expect(found?.detailRanges.map(([start, end]) => detail.slice(start, end))).toEqual(["throttled"]);
  });

  it("keeps to its scope", () => {
    expect(titles("setting", "gpu")).toEqual([]);
  });
});

describe("sections", () => {
  it("shows the best match alone on top, and once", () => {
    const found = sections(rank(entries, "all", "gpu"), "all", "gpu");
    expect(found.map(({ id, results }) => [id, results.length])).toEqual([
      ["best", 1],
      ["host", 1],
    ]);
  });

  it("cuts long groups in All and says how many there are; a scope is shown whole", () => {
    const many = Array.from({ length: 20 }, (_, index) => entry("host", `gpu-${index}`));
    expect(sections(rank(many, "all", ""), "all", "")).toMatchObject([
      { id: "host", results: { length: 8 }, total: 20 },
    ]);
    expect(sections(rank(many, "host", ""), "host", "")).toMatchObject([{ results: { length: 20 } }]);
  });
});
