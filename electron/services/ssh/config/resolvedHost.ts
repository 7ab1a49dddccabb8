import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { userInfo } from "node:os";
import type { WorkspaceHost } from "../../../../shared/domain/workspace/model.ts";
import type { ResolvedHost, SignInMethod, SignInRules } from "../types.ts";
import type { ConfigValues, Evaluation } from "./evaluateConfig.ts";
import { expandPath, type TokenFacts } from "./expandTokens.ts";
import { assertHostName, assertUserName } from "./names.ts";

interface ResolvedHostOptions {
  readonly homeFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The user's own files alone: system-wide ones switch GSSAPI on for everybody. */
  readonly own: Evaluation;
}

const defaultKeys = ["rsa", "ecdsa", "ecdsa_sk", "ed25519", "ed25519_sk", "xmss", "dsa"];
const defaultTimeoutMs = 10_000;
const mostPrompts = 3;

/** One host from its effective keywords, whoever worked them out: `ssh -G` or our own reading. */
export function resolvedHostOf(name: string, values: ConfigValues, options: ResolvedHostOptions): ResolvedHost {
  const first = (keyword: string) => values.get(keyword)?.[0] ?? null;
  const optional = (keyword: string) => {
    const value = first(keyword);
    return value === null || value === "" || value.toLowerCase() === "none" ? null : value;
  };
  const user = first("user") ?? userInfo().username;
  const address = (first("hostname") ?? name).replace(/%([h%])/g, (_all, token) => (token === "h" ? name : "%"));
  const port = Number(first("port") ?? 22);
  assertUserName(user);
  assertHostName(address);
  const facts: TokenFacts = { ...options, name, address, port, user, hostKeyAlias: optional("hostkeyalias") };
  // `ssh -G` separates files by blanks and does not quote: a blank that no new path follows is part of a name.
  const list = (keyword: string, fallback: readonly string[]) =>
    (first(keyword)?.split(/\n| (?=[~/%$]|none$)/) ?? fallback)
      .filter((file) => file !== "" && file !== "none")
      .map((file) => expandPath(file, facts));
  const identityFiles = (values.get("identityfile") ?? defaultKeys.map((key) => `~/.ssh/id_${key}`))
    .filter((file) => file !== "none")
    .map((file) => expandPath(file, facts));
  const certificateFiles = (values.get("certificatefile") ?? []).filter((file) => file !== "none");
  return {
    name,
    address,
    port,
    user,
    identityFiles,
    identitiesOnly: first("identitiesonly") === "yes",
    identityAgent: agentSocket(first("identityagent"), facts),
    userKnownHostsFiles: list("userknownhostsfile", ["~/.ssh/known_hosts", "~/.ssh/known_hosts2"]),
    globalKnownHostsFiles: list("globalknownhostsfile", ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"]),
    hashKnownHosts: first("hashknownhosts") === "yes",
    hostKeyAlias: optional("hostkeyalias"),
    proxyJump: (optional("proxyjump") ?? "").split(",").filter(Boolean),
    proxyCommand: optional("proxycommand"),
    connectTimeoutMs: timeoutMs(first("connecttimeout")),
    signIn: signInRules(first, options.own),
    systemOnly: systemReason(identityFiles, certificateFiles, optional, options.own),
  };
}

const switches: readonly (readonly [SignInMethod, readonly string[]])[] = [
  ["publickey", ["pubkeyauthentication"]],
  ["keyboard-interactive", ["kbdinteractiveauthentication", "challengeresponseauthentication"]],
  ["password", ["passwordauthentication"]],
];

/** `ssh -G` says false where the file says no. */
function isOff(value: string | null): boolean {
  return value === "no" || value === "false";
}

function signInRules(first: (keyword: string) => string | null, own: Evaluation): SignInRules {
  const allowed = switches.filter(([, keywords]) => keywords.every((keyword) => !isOff(first(keyword))));
  const wanted = first("preferredauthentications")
    ?.toLowerCase()
    .split(/[\s,]+/);
  const methods = allowed.map(([method]) => method);
  const prompts = own.values.get("numberofpasswordprompts")?.[0] ?? "1";
  return {
    methods: wanted ? wanted.flatMap((name) => methods.find((method) => method === name) ?? []) : methods,
    batch: first("batchmode") === "yes",
    // The client's own default of three is nobody's wish.
    mostAnswers: /^\d+$/.test(prompts) ? Math.min(mostPrompts, Number(prompts)) : 1,
  };
}

function agentSocket(value: string | null, facts: TokenFacts): string | null {
  if (value?.toLowerCase() === "none") return null;
  const { SSH_AUTH_SOCK: inherited = "" } = facts.environment;
  if (value === null || value === "SSH_AUTH_SOCK") return inherited === "" ? null : inherited;
  return value.startsWith("$") && !value.startsWith("${")
    ? (facts.environment[value.slice(1)] ?? null)
    : expandPath(value, facts);
}

/** `30`, `1m30s`; `none` and nonsense mean our own default. */
function timeoutMs(value: string | null): number {
  const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
  let seconds = 0;
  for (const [, count, unit] of (value ?? "").matchAll(/(\d+)([smhdw]?)/gi))
    seconds += Number(count) * (units[unit?.toLowerCase() || "s"] ?? 1);
  return seconds > 0 ? seconds * 1000 : defaultTimeoutMs;
}

/** What ssh2 cannot do: the system's own client then carries the connection. */
function systemReason(
  identityFiles: readonly string[],
  certificateFiles: readonly string[],
  optional: (keyword: string) => string | null,
  own: Evaluation,
): string | null {
  if (optional("proxycommand")) return "ProxyCommand";
  if (own.needsExec) return "Match exec";
  if (certificateFiles.length > 0 || identityFiles.some((file) => existsSync(`${file}-cert.pub`)))
    return "a user certificate";
  if (optional("revokedhostkeys")) return "a list of revoked host keys";
  if (optional("pkcs11provider")) return "a PKCS#11 provider";
  if (own.values.get("gssapiauthentication")?.[0]?.toLowerCase() === "yes") return "GSSAPI";
  return needsSecurityKey(identityFiles) ? "a security key" : null;
}

/** A security key is named first, or there is no other key. */
function needsSecurityKey(identityFiles: readonly string[]): boolean {
  const kinds = identityFiles.map(publicKeyType).filter((type) => type !== null);
  const isDefault = identityFiles.some((file) => /\/id_rsa$/.test(file)) && identityFiles.length === defaultKeys.length;
  const decisive = isDefault ? kinds : kinds.slice(0, 1);
  return decisive.length > 0 && decisive.every((type) => type.startsWith("sk-"));
}

/** From the `.pub` beside a key; by the file's name when there is none; null when there is no such key. */
function publicKeyType(file: string): string | null {
  try {
    const descriptor = openSync(`${file}.pub`, "r");
    try {
      const head = Buffer.alloc(64);
      readSync(descriptor, head);
      return head.toString("latin1").split(" ")[0] ?? "";
    } finally {
      closeSync(descriptor);
    }
  } catch {
    if (!existsSync(file)) return null;
    return file.endsWith("_sk") ? "sk-" : "unknown";
  }
}

/** The workspace's own fields over what the configuration says. Throws SSH_CONFIG for names that cannot be. */
export function applyOverrides(
  resolved: ResolvedHost,
  overrides: WorkspaceHost | undefined,
  homeFolder: string,
): ResolvedHost {
  if (!overrides) return resolved;
  const { address = resolved.address, port = resolved.port, user = resolved.user, identityFile, jump } = overrides;
  assertHostName(address);
  assertUserName(user);
  const own = identityFile?.startsWith("~/") ? `${homeFolder}${identityFile.slice(1)}` : identityFile;
  const result = {
    ...resolved,
    address,
    port,
    user,
    identityFiles: own === undefined ? resolved.identityFiles : [own, ...resolved.identityFiles],
  };
  if (jump === undefined) return result;
  // A way of one's own replaces the configuration's.
  const systemOnly = resolved.systemOnly === "ProxyCommand" ? null : resolved.systemOnly;
  return { ...result, proxyJump: jump, proxyCommand: null, systemOnly };
}
