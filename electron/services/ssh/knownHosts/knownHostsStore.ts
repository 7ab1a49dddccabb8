import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { errorText, MidwatchError } from "../../../../shared/base/errors.ts";
import type { ResolvedHost } from "../types.ts";
import { decideHostKey, entriesFor, type HostKeyDecision } from "./decide.ts";
import { knownHostName } from "./matchHost.ts";
import { type KnownHostEntry, keyTypeOf, parseKnownHosts } from "./parseKnownHosts.ts";

/** The keys that hosts are expected to have: known_hosts files, and what was trusted for this run only. */
export interface KnownHosts {
  /** Rejects with SSH_CONFIG when a file exists and cannot be read: an unreadable file must not mean "unknown host". */
  load(host: ResolvedHost): Promise<HostKeyring>;
  /** Appends to the host's first user file, or keeps it in memory. Rejects with STORE_FAILED. */
  trust(host: ResolvedHost, key: Buffer, remember: boolean): Promise<void>;
}

/** The entries that concern one host. */
export interface HostKeyring {
  decide(offered: Buffer): HostKeyDecision;
  /** Key types on file, to be asked for first. */
  readonly keyTypes: readonly string[];
}

export function createKnownHosts(): KnownHosts {
  const forThisRun: KnownHostEntry[] = [];
  let writing: Promise<void> = Promise.resolve();

  async function loadEntries(host: ResolvedHost): Promise<readonly KnownHostEntry[]> {
    const files = [...host.userKnownHostsFiles, ...host.globalKnownHostsFiles];
    const read = await Promise.all(files.map(async (file) => parseKnownHosts(await readOrEmpty(file), file)));
    return [...read.flat(), ...forThisRun];
  }

  async function append(host: ResolvedHost, key: Buffer): Promise<void> {
    const [file] = host.userKnownHostsFiles;
    if (!file) throw new MidwatchError("STORE_FAILED", `${host.name} has no known_hosts file to write to`);
    const known = await loadEntries(host);
    if (decideHostKey(known, nameOf(host), host.port, key).kind === "known") return;
    const line = `${knownHostName(nameOf(host), host.port)} ${keyTypeOf(key)} ${key.toString("base64")}\n`;
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const before = await readOrEmpty(file);
      // One write of one line: O_APPEND keeps lines whole when another program appends too.
      await appendFile(file, before === "" || before.endsWith("\n") ? line : `\n${line}`, { mode: 0o600 });
    } catch (cause) {
      throw new MidwatchError(
        "STORE_FAILED",
        `${file} cannot be written: the key is not trusted. ${errorText(cause)}`,
        { cause },
      );
    }
  }

  return {
    async load(host) {
      const ours = entriesFor(await loadEntries(host), nameOf(host), host.port);
      return {
        decide: (offered) => decideHostKey(ours, nameOf(host), host.port, offered),
        keyTypes: [...new Set(ours.filter((entry) => entry.marker === null).map((entry) => entry.keyType))],
      };
    },
    trust(host, key, remember) {
      if (!remember) {
        const hosts = knownHostName(nameOf(host), host.port);
        forThisRun.push({ marker: null, hosts, keyType: keyTypeOf(key) ?? "", key, file: "this run", line: 1 });
        return Promise.resolve();
      }
      writing = writing.catch(() => {}).then(() => append(host, key));
      return writing;
    },
  };
}

function nameOf(host: ResolvedHost): string {
  return host.hostKeyAlias ?? host.address;
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
