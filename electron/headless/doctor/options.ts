import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

export interface DoctorOptions {
  readonly host: string;
  readonly json: boolean;
  /** Null: none was named; the console's own default is looked at. */
  readonly workspaceFolder: string | null;
  readonly sshConfigFile: string | null;
}

export const usage = `Usage: midwatch doctor HOST [--json] [--workspace DIR] [--ssh-config FILE]

Connects to HOST as Midwatch would and prints what it found, what could be read and what that cost the host.

  HOST               a name of the SSH configuration or of the workspace
  --json             one JSON document on standard output (see electron/headless/doctor/report.ts)
  --workspace DIR    where midwatch.yaml is (default: the console's own)
  --ssh-config FILE  instead of ~/.ssh/config

Exit status: 0 Midwatch can watch this host, 1 something is wrong, 2 wrong arguments.
`;

/** "help" when that is what was asked for. Throws an Error that says what is wrong with the arguments. */
export function parseOptions(args: readonly string[]): DoctorOptions | "help" {
  const { values, positionals } = parseArgs({
    args: [...args],
    strict: true,
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      workspace: { type: "string" },
      "ssh-config": { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  const [host, ...more] = positionals;
  if (host === undefined || host === "") throw new Error("Name the host to look at");
  if (more.length > 0) throw new Error(`One host at a time, not also ${more.join(", ")}`);
  return {
    host,
    json: values.json,
    workspaceFolder: values.workspace === undefined ? null : resolve(values.workspace),
    sshConfigFile: values["ssh-config"] === undefined ? null : resolve(values["ssh-config"]),
  };
}

/** Where the console keeps its workspace when none is named (see electron/headless/options.ts). */
export function defaultWorkspaceFolder(env: Readonly<Record<string, string | undefined>>): string {
  return join(env.XDG_DATA_HOME ?? join(homedir(), ".local", "share"), "midwatch", "workspace");
}
