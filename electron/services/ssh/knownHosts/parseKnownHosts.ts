import { detached } from "../../../../shared/base/detached.ts";

/** One usable line of a known_hosts file. */
export interface KnownHostEntry {
  readonly marker: "revoked" | "cert-authority" | null;
  /** The host field as written: patterns separated by commas, or one `|1|salt|hash`. */
  readonly hosts: string;
  /** `ssh-ed25519`, `ssh-rsa`, ... */
  readonly keyType: string;
  /** The key's wire form. */
  readonly key: Buffer;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** Comments, blank and broken lines are passed over, as OpenSSH does. */
export function parseKnownHosts(text: string, file: string): readonly KnownHostEntry[] {
  const entries: KnownHostEntry[] = [];
  for (const [index, raw] of text.split("\n").entries()) {
    const words = raw.trim().split(/\s+/);
    if (words[0] === undefined || words[0] === "" || words[0].startsWith("#")) continue;
    const marker = words[0].startsWith("@") ? words.shift() : undefined;
    if (marker !== undefined && marker !== "@revoked" && marker !== "@cert-authority") continue;
    const [hosts, keyType, encoded] = words;
    if (!hosts || !keyType || !encoded) continue;
    const key = Buffer.from(encoded, "base64");
    if (keyTypeOf(key) !== keyType) continue;
    // A connection keeps its host's entries: not the whole file with them.
    entries.push({
      marker: marker === "@revoked" ? "revoked" : marker === "@cert-authority" ? "cert-authority" : null,
      hosts: detached(hosts),
      keyType: detached(keyType),
      key,
      file,
      line: index + 1,
    });
  }
  return entries;
}

/** The type named inside a key's wire form; null when it is none. */
export function keyTypeOf(key: Buffer): string | null {
  if (key.length < 4) return null;
  const length = key.readUInt32BE(0);
  return length > 0 && length <= 100 && 4 + length < key.length ? key.toString("latin1", 4, 4 + length) : null;
}
