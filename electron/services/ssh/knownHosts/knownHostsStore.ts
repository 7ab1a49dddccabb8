import { randomBytes } from "node:crypto";
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { errorText, MidwatchError } from "../../../../shared/base/errors.ts";
import type { ResolvedHost } from "../types.ts";
import { decideHostKey, entriesFor, type HostKeyDecision } from "./decide.ts";
import { withFileLock } from "./fileLock.ts";
import { hashedName, knownHostName } from "./matchHost.ts";
import { type KnownHostEntry, keyTypeOf, parseKnownHosts } from "./parseKnownHosts.ts";

/** The keys that hosts are expected to have: known_hosts files, and what was trusted for this run only. */
export interface KnownHosts {
  /** Rejects with SSH_CONFIG when a file exists and cannot be read: an unreadable file must not mean "unknown host". */
  load(host: ResolvedHost): Promise<HostKeyring>;
  /**
   * Appends to the host's first user file, or keeps it in memory. Rejects with STORE_FAILED, and with CONFLICT when
   * the files have come to say something else of that host: what contradicts them is never trusted.
   */
  trust(host: ResolvedHost, key: Buffer, remember: boolean): Promise<void>;
  /** What is trusted for this run only, as known_hosts lines. */
  readonly linesForThisRun: string;
}

/** The entries that concern one host. */
export interface HostKeyring {
  decide(offered: Buffer): HostKeyDecision;
  /** Key types on file, to be asked for first. */
  readonly keyTypes: readonly string[];
  /** Only a certificate authority vouches for the host: ssh2 cannot check its signature, the system's client can. */
  readonly needsCertificate: boolean;
}

export function createKnownHosts(): KnownHosts {
  const forThisRun: KnownHostEntry[] = [];
  let writing: Promise<void> = Promise.resolve();

  async function loadEntries(host: ResolvedHost): Promise<readonly KnownHostEntry[]> {
    const files = [...host.userKnownHostsFiles, ...host.globalKnownHostsFiles];
    const read = await Promise.all(files.map(async (file) => parseKnownHosts(await readOrEmpty(file), file)));
    return [...read.flat(), ...forThisRun];
  }

  async function keep(host: ResolvedHost, key: Buffer): Promise<void> {
    if (!isStillNew(await loadEntries(host), host, key)) return;
    const hosts = nameOf(host);
    forThisRun.push({ marker: null, hosts, keyType: keyTypeOf(key) ?? "", key, file: "this run", line: 1 });
  }

  async function append(host: ResolvedHost, key: Buffer): Promise<void> {
    const [file] = host.userKnownHostsFiles;
    if (!file) throw new MidwatchError("STORE_FAILED", `${host.name} has no known_hosts file to write to`);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
      throw notWritten(file, cause);
    });
    await withFileLock(`${file}.midwatch-lock`, () => appendTo(file, host, key));
  }

  async function appendTo(file: string, host: ResolvedHost, key: Buffer): Promise<void> {
    const known = await loadEntries(host);
    if (!isStillNew(known, host, key)) return;
    const name = host.hashKnownHosts ? hashedName(nameOf(host), randomBytes(20)) : nameOf(host);
    const line = `${name} ${keyTypeOf(key)} ${key.toString("base64")}\n`;
    try {
      const before = await readOrEmpty(file);
      // One write of one line: O_APPEND keeps lines whole when another program appends too.
      await appendFile(file, before === "" || before.endsWith("\n") ? line : `\n${line}`, { mode: 0o600 });
    } catch (cause) {
      throw notWritten(file, cause);
    }
  }

  return {
    async load(host) {
      const ours = entriesFor(await loadEntries(host), nameOf(host));
      const plain = ours.filter((entry) => entry.marker === null);
      return {
        needsCertificate: plain.length === 0 && ours.some((entry) => entry.marker === "cert-authority"),
        decide: (offered) => decideHostKey(ours, nameOf(host), offered),
        keyTypes: [...new Set(plain.map((entry) => entry.keyType))],
      };
    },
    async trust(host, key, remember) {
      writing = writing.catch(() => {}).then(() => (remember ? append(host, key) : keep(host, key)));
      await writing;
    },
    get linesForThisRun() {
      return forThisRun.map(({ hosts, keyType, key }) => `${hosts} ${keyType} ${key.toString("base64")}\n`).join("");
    },
  };
}

function notWritten(file: string, cause: unknown): MidwatchError {
  const message = `${file} cannot be written: the key is not trusted. ${errorText(cause)}`;
  return new MidwatchError("STORE_FAILED", message, { cause });
}

/** False when the key is known already. */
function isStillNew(known: readonly KnownHostEntry[], host: ResolvedHost, key: Buffer): boolean {
  const { kind } = decideHostKey(known, nameOf(host), key);
  if (kind === "changed" || kind === "revoked")
    throw new MidwatchError("CONFLICT", `known_hosts names another key for ${host.name} now: nothing was trusted`);
  return kind === "unknown";
}

/** What known_hosts calls the host: an alias stands for itself, whatever the port. */
export function nameOf(host: ResolvedHost): string {
  return host.hostKeyAlias?.toLowerCase() ?? knownHostName(host.address, host.port);
}

async function readOrEmpty(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return "";
    throw new MidwatchError(
      "SSH_CONFIG",
      `${file} cannot be read, so no host key can be verified: Midwatch does not connect. ${errorText(cause)}`,
      { cause },
    );
  }
}
