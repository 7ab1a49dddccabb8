import { execFile } from "node:child_process";
import { statSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { detached } from "../../../../shared/base/detached.ts";
import { MidwatchError } from "../../../../shared/base/errors.ts";
import { printableLine } from "../printable.ts";
import { Semaphore } from "../semaphore.ts";
import { property } from "../sshErrors.ts";
import type { ResolvedHost } from "../types.ts";
import { type ConfigValues, type Evaluation, evaluateConfig } from "./evaluateConfig.ts";
import { parseHopName } from "./names.ts";
import { readConfig } from "./readConfig.ts";
import { resolvedHostOf } from "./resolvedHost.ts";

export interface ConfigReaderOptions {
  /** Null reads `~/.ssh/config` and the system's. Asked anew each time: it may be another one. */
  readonly configFile: () => string | null;
  readonly homeFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface ConfigReader {
  /** `[user@]name[:port]` as OpenSSH would connect to it. Rejects with SSH_CONFIG, or SSH_TIMEOUT when the client hangs. */
  resolve(written: string): Promise<ResolvedHost>;
}

const concurrentClients = 4;
const clientTimeoutMs = 5000;
const stampAgeMs = 500;
const systemFile = "/etc/ssh/ssh_config";

/**
 * The client configuration by `ssh -G`: OpenSSH's own reading, every Include, Match and token applied; by our own where
 * no client is installed. Results are kept until one of the files changes.
 */
export function createConfigReader(options: ConfigReaderOptions): ConfigReader {
  const { homeFolder, environment } = options;
  const ownFile = () => options.configFile() ?? join(homeFolder, ".ssh", "config");
  const clients = new Semaphore(concurrentClients);
  const known = new Map<string, Promise<ResolvedHost>>();
  const parsed: Parameters<typeof evaluateConfig>[1]["parsed"] = new Map();
  let hasClient = true;
  let stamp = { file: "", text: "", atMs: Number.NEGATIVE_INFINITY };

  function evaluate(name: string, user: string | null, files: readonly string[]): Evaluation {
    const localUser = userInfo().username;
    return evaluateConfig(name, { files, homeFolder, localUser, parsed, ...(user === null ? {} : { user }) });
  }

  async function effectiveValues(name: string, user: string | null, port: number | null): Promise<ConfigValues> {
    const configFile = options.configFile();
    if (hasClient) {
      const args = [
        ...(configFile ? ["-F", configFile] : []),
        ...(user === null ? [] : ["-l", user]),
        ...(port === null ? [] : ["-p", String(port)]),
      ];
      const leave = await clients.acquire();
      try {
        return parseDump(await runClient(["-G", ...args, "--", name], environment));
      } catch (error) {
        if (property(error, "code") !== "ENOENT") throw error;
        hasClient = false;
      } finally {
        leave();
      }
    }
    const files = configFile ? [configFile] : [ownFile(), systemFile];
    const { values } = evaluate(name, user, files);
    return port === null ? values : new Map([...values, ["port", [String(port)]]]);
  }

  async function read(written: string): Promise<ResolvedHost> {
    const { name, user, port } = parseHopName(written);
    const values = await effectiveValues(name, user, port);
    const resolved = resolvedHostOf(name, values, { homeFolder, environment, own: evaluate(name, user, [ownFile()]) });
    return { ...resolved, name: written };
  }

  /** Looked at once in a while: many hosts are resolved together. */
  function forgetWhenChanged(): void {
    const nowMs = performance.now();
    const file = ownFile();
    if (file === stamp.file && nowMs - stamp.atMs < stampAgeMs) return;
    const files = [...readConfig(file, homeFolder).files, ...(options.configFile() ? [] : [systemFile])];
    const text = files.map(stampOf).join("\n");
    if (text !== stamp.text) {
      known.clear();
      parsed.clear();
    }
    stamp = { file, text, atMs: nowMs };
  }

  return {
    async resolve(written) {
      forgetWhenChanged();
      const asked = known.get(written);
      if (asked) return asked;
      const reading = read(written);
      known.set(written, reading);
      reading.catch(() => {
        if (known.get(written) === reading) known.delete(written);
      });
      return reading;
    },
  };
}

function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat ? `${file} ${stat.mtimeMs} ${stat.size} ${stat.ino}` : file;
}

/** Rejects with the plain ENOENT error when there is no client. */
function runClient(args: readonly string[], environment: ConfigReaderOptions["environment"]): Promise<string> {
  const options = { timeout: clientTimeoutMs, maxBuffer: 1 << 20, encoding: "utf8", env: environment } as const;
  return new Promise((resolve, reject) => {
    const child = execFile("ssh", args, options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      if (property(error, "code") === "ENOENT") return reject(error);
      if (error.killed) {
        const message = "The SSH client took too long to read its configuration";
        return reject(new MidwatchError("SSH_TIMEOUT", message, { retryable: true, cause: error }));
      }
      const said = printableLine(stderr) || error.message;
      reject(new MidwatchError("SSH_CONFIG", `The SSH configuration cannot be read: ${said}`, { cause: error }));
    });
    child.stdin?.end();
  });
}

/** `keyword value` lines, keywords in lower case, some of them repeated. */
function parseDump(text: string): ConfigValues {
  const values = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const space = line.indexOf(" ");
    if (space < 0) continue;
    const keyword = line.slice(0, space).toLowerCase();
    values.set(keyword, [...(values.get(keyword) ?? []), detached(line.slice(space + 1))]);
  }
  return values;
}
