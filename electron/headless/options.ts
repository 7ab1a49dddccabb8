import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

export interface HeadlessOptions {
  readonly workspaceFolder: string;
  readonly dataFolder: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly sshConfigFile: string | null;
  readonly demo: boolean;
  readonly localTerminal: boolean;
  /** Opens the file of saved secrets; null keeps secrets in memory. */
  readonly secretsPassphrase: string | null;
}

export const usage = `Usage: midwatch [--workspace DIR] [--data DIR] [--port PORT] [--ssh-config FILE] [--demo]
                [--local-terminal]

  --workspace DIR    midwatch.yaml, rules, runbooks, dashboards (default: DATA/workspace)
  --data DIR         samples, settings, access token (default: the user's data folder)
  --port PORT        on 127.0.0.1; 0 chooses a free one (default: 7424)
  --ssh-config FILE  instead of ~/.ssh/config
  --demo             says in the page that the fleet is simulated
  --local-terminal   lets the page open a shell on this machine, as the user who runs the console

Secrets are kept until it ends, or in DATA/secrets.json when MIDWATCH_SECRETS_PASSPHRASE is set.
`;

/** Taken out of the environment after reading, so that no child process inherits it. */
export const passphraseVariable = "MIDWATCH_SECRETS_PASSPHRASE";
const defaultPort = "7424";

/** "help" when that is what was asked for. Throws an Error that says what is wrong with the arguments. */
export function parseOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): HeadlessOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    options: {
      workspace: { type: "string" },
      data: { type: "string" },
      port: { type: "string", default: defaultPort },
      "ssh-config": { type: "string" },
      demo: { type: "boolean", default: false },
      "local-terminal": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  const dataFolder = resolve(values.data ?? join(userDataFolder(env, platform), "midwatch"));
  return {
    dataFolder,
    workspaceFolder: resolve(values.workspace ?? join(dataFolder, "workspace")),
    port: parsePort(values.port),
    sshConfigFile: values["ssh-config"] === undefined ? null : resolve(values["ssh-config"]),
    demo: values.demo,
    localTerminal: values["local-terminal"],
    secretsPassphrase: env[passphraseVariable] || null,
  };
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new Error(`--port must be 0 to 65535, not "${text}"`);
  return port;
}

function userDataFolder(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): string {
  const home = homedir();
  if (platform === "win32") return env.LOCALAPPDATA ?? join(home, "AppData", "Local");
  if (platform === "darwin") return join(home, "Library", "Application Support");
  return env.XDG_DATA_HOME ?? join(home, ".local", "share");
}
