import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { desktopOptions } from "../../../electron/desktop/desktopOptions.ts";

const none = { dataFolder: null, workspaceFolder: null, sshConfigFile: null, demo: false };

describe("desktopOptions", () => {
  it.each([
    [[], none],
    [["."], none],
    [["--user-data-dir=/x", "--no-sandbox", "--ozone-platform=x11", "--port", "0"], none],
    [
      ["--data", "/d", "--workspace=/w", "--ssh-config", "/c"],
      { ...none, dataFolder: "/d", workspaceFolder: "/w", sshConfigFile: "/c" },
    ],
    [[".", "--demo", "--workspace", "w"], { ...none, demo: true, workspaceFolder: resolve("w") }],
    [["--data"], none],
    [["--data="], none],
  ])("%j", (args, expected) => {
    expect(desktopOptions(args)).toEqual(expected);
  });
});
