import { describe, expect, it } from "vitest";
import { capsOf, chordOf, isSingleKey, matchKeys } from "../../../../renderer/app/keyboard/chord.ts";

const press = (
  key: string,
  modifiers: Partial<Record<"ctrlKey" | "metaKey" | "altKey" | "shiftKey", boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...modifiers,
});

describe("chordOf", () => {
  it.each([
    [press("k"), "k"],
    [press("K", { shiftKey: true }), "shift+k"],
    [press("k", { ctrlKey: true }), "mod+k"],
    [press("k", { metaKey: true }), "mod+k"],
    [press("?", { shiftKey: true }), "?"],
    [press(" "), "space"],
    [press("Escape"), "escape"],
    [press("Enter", { ctrlKey: true }), "mod+enter"],
    [press("Tab", { shiftKey: true }), "shift+tab"],
    [press("Shift", { shiftKey: true }), null],
    [press("k", { altKey: true }), null],
  ])("%j is %s", (event, chord) => {
    expect(chordOf(event)).toBe(chord);
  });
});

describe("matchKeys", () => {
  const bindings = [{ keys: "g w" }, { keys: "g h" }, { keys: "w" }, { keys: "mod+k" }];
  it.each([
    ["", "w", { kind: "run", binding: { keys: "w" } }],
    ["", "g", { kind: "wait", pending: "g" }],
    ["g", "w", { kind: "run", binding: { keys: "g w" } }],
    ["g", "mod+k", { kind: "run", binding: { keys: "mod+k" } }],
    ["g", "g", { kind: "wait", pending: "g" }],
    ["g", "x", { kind: "none" }],
    ["", "x", { kind: "none" }],
  ])("after %j, %s", (pending, chord, match) => {
    expect(matchKeys(bindings, pending, chord)).toEqual(match);
  });
});

it.each([
  ["k", true],
  ["g w", true],
  ["shift+l", true],
  ["?", true],
  ["mod+k", false],
  ["escape", false],
  ["space", false],
])("%s can be switched off: %s", (keys, single) => {
  expect(isSingleKey(keys)).toBe(single);
});

it("draws caps as people know them", () => {
  expect(capsOf("mod+k")).toEqual(["Ctrl", "K"]);
  expect(capsOf("mod+k", true)).toEqual(["⌘", "K"]);
  expect(capsOf("g w")).toEqual(["G", "then", "W"]);
  expect(capsOf("escape")).toEqual(["Esc"]);
});
