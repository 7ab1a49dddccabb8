import { resolve } from "node:path";
import { parseArgs } from "node:util";

export interface DesktopOptions {
  /** Null for Electron's own, which `--user-data-dir` moves. */
  readonly dataFolder: string | null;
  /** Null for `workspace` in the data folder. */
  readonly workspaceFolder: string | null;
  readonly sshConfigFile: string | null;
  readonly demo: boolean;
}

/** The headless shell's options that mean something in a window; Chromium's own switches among them are not ours to judge. */
export function desktopOptions(args: readonly string[]): DesktopOptions {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    options: {
      data: { type: "string" },
      workspace: { type: "string" },
      "ssh-config": { type: "string" },
      demo: { type: "boolean" },
    },
  });
  const path = (value: unknown) => (typeof value === "string" && value !== "" ? resolve(value) : null);
  return {
    dataFolder: path(values.data),
    workspaceFolder: path(values.workspace),
    sshConfigFile: path(values["ssh-config"]),
    demo: values.demo === true,
  };
}
