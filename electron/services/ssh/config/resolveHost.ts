import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { join } from "node:path";
import { MidwatchError } from "../../../../shared/base/errors.ts";
import type { WorkspaceHost } from "../../../../shared/domain/workspace/model.ts";
import type { ResolvedHost } from "../types.ts";

export interface ResolveOptions {
  readonly configFile: string | null;
  readonly homeFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const resolveTimeoutMs = 5000;

/** Names go to `ssh` as an argument: none may look like an option or carry what a shell or a config would read. */
export function isHostName(name: string): boolean {
  return /^[A-Za-z0-9_.:@[\]%][A-Za-z0-9_.:@[\]%-]{0,252}$/.test(name);
}

/** `ssh -G`: OpenSSH's own reading of the configuration, every Include, Match and token applied. */
export async function resolveWithSsh(
  name: string,
  overrides: WorkspaceHost | undefined,
  options: ResolveOptions,
): Promise<ResolvedHost> {
  if (!isHostName(name)) throw new MidwatchError("SSH_CONFIG", `"${name}" cannot be a host name`);
  const args = ["-G", ...(options.configFile ? ["-F", options.configFile] : []), "--", name];
  const text = await run("ssh", args);
  return applyOverrides(readDump(name, text, options), overrides);
}

function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      args,
      { timeout: resolveTimeoutMs, maxBuffer: 1 << 20, encoding: "utf8" },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout);
        const said = stderr.trim().split("\n")[0] || error.message;
        reject(new MidwatchError("SSH_CONFIG", `The SSH configuration cannot be read: ${said}`, { cause: error }));
      },
    );
  });
}

/** `keyword value` lines, lower case, some of them repeated. */
function readDump(name: string, text: string, { homeFolder, environment }: ResolveOptions): ResolvedHost {
  const values = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const space = line.indexOf(" ");
    if (space < 0) continue;
    const keyword = line.slice(0, space);
    values.set(keyword, [...(values.get(keyword) ?? []), line.slice(space + 1)]);
  }
  const first = (keyword: string) => values.get(keyword)?.[0] ?? null;
  const optional = (keyword: string) => {
    const value = first(keyword);
    return value === null || value === "none" ? null : value;
  };
  const files = (keyword: string) =>
    (first(keyword) ?? "")
      .split(" ")
      .filter((file) => file !== "" && file !== "none")
      .map((file) => home(file, homeFolder));
  return {
    name,
    address: first("hostname") ?? name,
    port: Number(first("port") ?? 22),
    user: first("user") ?? "",
    identityFiles: (values.get("identityfile") ?? [])
      .filter((file) => file !== "none")
      .map((file) => home(file, homeFolder)),
    identitiesOnly: first("identitiesonly") === "yes",
    identityAgent: agentSocket(first("identityagent"), homeFolder, environment),
    userKnownHostsFiles: files("userknownhostsfile"),
    globalKnownHostsFiles: files("globalknownhostsfile"),
    hostKeyAlias: optional("hostkeyalias"),
    proxyJump: (optional("proxyjump") ?? "").split(",").filter(Boolean),
    proxyCommand: optional("proxycommand"),
    connectTimeoutMs: timeoutMs(first("connecttimeout")),
    systemOnly: systemReason(values, optional),
  };
}

function home(file: string, homeFolder: string): string {
  return file.startsWith("~/") ? join(homeFolder, file.slice(2)) : file;
}

function agentSocket(
  value: string | null,
  homeFolder: string,
  environment: ResolveOptions["environment"],
): string | null {
  if (value === "none") return null;
  if (value === null || value === "SSH_AUTH_SOCK") return environment.SSH_AUTH_SOCK || null;
  return value.startsWith("$") ? (environment[value.slice(1)] ?? null) : home(value, homeFolder);
}

function timeoutMs(value: string | null): number {
  const seconds = Number(value);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 10_000;
}

/** What ssh2 cannot do: the system's own client then carries the connection. */
function systemReason(
  values: ReadonlyMap<string, readonly string[]>,
  optional: (keyword: string) => string | null,
): string | null {
  if (optional("proxycommand")) return "ProxyCommand";
  if ((values.get("certificatefile") ?? []).length > 0) return "a user certificate";
  if (optional("pkcs11provider")) return "a PKCS#11 provider";
  if ((values.get("identityfile") ?? []).some((file) => /_sk$/.test(file) && !/id_(ecdsa|ed25519)_sk$/.test(file)))
    return "a security key";
  return null;
}

export function applyOverrides(resolved: ResolvedHost, overrides: WorkspaceHost | undefined): ResolvedHost {
  if (!overrides) return resolved;
  const { address, port, user, identityFile, jump } = overrides;
  return {
    ...resolved,
    ...(address === undefined ? {} : { address }),
    ...(port === undefined ? {} : { port }),
    ...(user === undefined ? {} : { user }),
    ...(identityFile === undefined
      ? {}
      : { identityFiles: [home(identityFile, homedir()), ...resolved.identityFiles] }),
    ...(jump === undefined ? {} : { proxyJump: jump }),
  };
}
