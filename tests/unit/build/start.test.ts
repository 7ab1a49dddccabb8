import { describe, expect, it } from "vitest";
import { createSignalRelay } from "../../../build/child.ts";
import { desktopObstacle, headlessArguments } from "../../../build/desktopObstacle.ts";

const desk = { platform: "linux", environment: { DISPLAY: ":0" }, isRoot: false, args: [] } as const;

describe("desktopObstacle", () => {
  it.each([
    ["a desk", desk, null],
    ["Wayland", { ...desk, environment: { WAYLAND_DISPLAY: "wayland-0" } }, null],
    ["no display", { ...desk, environment: {} }, /no display/],
    ["no display, but a platform named", { ...desk, environment: {}, args: ["--ozone-platform=headless"] }, null],
    ["root", { ...desk, isRoot: true }, /root/],
    ["root who knows", { ...desk, isRoot: true, args: ["--no-sandbox"] }, null],
    ["macOS", { ...desk, platform: "darwin", environment: {} }, null],
    ["Windows", { ...desk, platform: "win32", environment: {} }, null],
  ] as const)("%s", (_what, surroundings, expected) => {
    const obstacle = desktopObstacle(surroundings);
    if (expected) expect(obstacle).toMatch(expected);
    else expect(obstacle).toBeNull();
  });
});

describe("headlessArguments", () => {
  it("leaves out what only a window understands", () => {
    const args = ["--no-sandbox", "--port", "0", "--ozone-platform=x11", "--data", "/d", "--user-data-dir=/x"];
    expect(headlessArguments(args)).toEqual(["--port", "0", "--data", "/d"]);
  });
});

describe("the signal relay", () => {
  it.each([
    [
      "once, without a terminal",
      false,
      [
        ["SIGINT", 0],
        ["SIGINT", 5],
      ],
      ["SIGINT"],
    ],
    [
      "a second wish",
      false,
      [
        ["SIGINT", 0],
        ["SIGINT", 1500],
      ],
      ["SIGINT", "SIGINT"],
    ],
    [
      "not Ctrl-C, which the terminal sends to all",
      true,
      [
        ["SIGINT", 0],
        ["SIGINT", 5],
      ],
      [],
    ],
    [
      "the second Ctrl-C after a while",
      true,
      [
        ["SIGINT", 0],
        ["SIGINT", 1500],
      ],
      ["SIGINT"],
    ],
    ["what another process asks for", true, [["SIGTERM", 0]], ["SIGTERM"]],
    [
      "different wishes",
      false,
      [
        ["SIGINT", 0],
        ["SIGTERM", 5],
      ],
      ["SIGINT", "SIGTERM"],
    ],
  ] as const)("passes on %s", (_what, hasTerminal, received, expected) => {
    let nowMs = 0;
    const sent: string[] = [];
    const relay = createSignalRelay({ hasTerminal, nowMs: () => nowMs, send: (signal) => sent.push(signal) });
    for (const [signal, atMs] of received) {
      nowMs = atMs;
      relay(signal);
    }
    expect(sent).toEqual(expected);
  });
});
