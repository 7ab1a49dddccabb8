import { homedir } from "node:os";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parseOptions } from "../../../electron/headless/options.ts";

describe("parseOptions", () => {
  it("has defaults in the user's data folder", () => {
    expect(parseOptions([], {}, "linux")).toEqual({
      dataFolder: `${homedir()}/.local/share/midwatch`,
      workspaceFolder: `${homedir()}/.local/share/midwatch/workspace`,
      port: 7424,
      sshConfigFile: null,
      demo: false,
      localTerminal: false,
      secretsPassphrase: null,
    });
  });

  it.each([
    ["linux", { XDG_DATA_HOME: "/xdg" }, "/xdg/midwatch"],
    ["darwin", {}, `${homedir()}/Library/Application Support/midwatch`],
    ["win32", { LOCALAPPDATA: "/local" }, "/local/midwatch"],
  ] as const)("on %s with %o keeps data in %s", (platform, env, dataFolder) => {
    expect(parseOptions([], env, platform)).toMatchObject({ dataFolder });
  });

  it("takes all, relative to where it runs", () => {
    const args = ["--workspace", "w", "--data=d", "--port", "0", "--ssh-config", "c", "--demo", "--local-terminal"];
    expect(parseOptions(args, { MIDWATCH_SECRETS_PASSPHRASE: "horse" }, "linux")).toEqual({
      dataFolder: resolve("d"),
      workspaceFolder: resolve("w"),
      port: 0,
      sshConfigFile: resolve("c"),
      demo: true,
      localTerminal: true,
      secretsPassphrase: "horse",
    });
  });

  it.each(["--help", "-h"])("%s asks for help", (arg) => {
    expect(parseOptions([arg], {}, "linux")).toBe("help");
  });

  it.each([
    [["--port", "65536"], /--port/],
    [["--port", "-1"], /--port/],
    [["--port", "80x"], /--port/],
    [["--port", ""], /--port/],
    [["--port"], /--port/],
    [["--bind", "0.0.0.0"], /--bind/],
    [["workspace"], /workspace/],
  ])("refuses %j", (args, message) => {
    expect(() => parseOptions(args, {}, "linux")).toThrow(message);
  });
});
