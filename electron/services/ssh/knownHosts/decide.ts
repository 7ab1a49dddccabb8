import { matchesHost } from "./matchHost.ts";
import { type KnownHostEntry, keyTypeOf } from "./parseKnownHosts.ts";

export type HostKeyDecision =
  | { readonly kind: "known" }
  | { readonly kind: "unknown" }
  | { readonly kind: "changed"; readonly stored: KnownHostEntry }
  | { readonly kind: "revoked" };

/**
 * What the known_hosts entries say of a key offered by the host they call `name`. A key of a type not on file is unknown
 * only when no other is: whoever stands in the way could offer any type.
 */
export function decideHostKey(entries: readonly KnownHostEntry[], name: string, offered: Buffer): HostKeyDecision {
  const ours = entriesFor(entries, name);
  if (ours.some((entry) => entry.marker === "revoked" && entry.key.equals(offered))) return { kind: "revoked" };
  const plain = ours.filter((entry) => entry.marker === null);
  if (plain.some((entry) => entry.key.equals(offered))) return { kind: "known" };
  const type = keyTypeOf(offered);
  const stored = plain.find((entry) => entry.keyType === type) ?? plain[0];
  return stored ? { kind: "changed", stored } : { kind: "unknown" };
}

export function entriesFor(entries: readonly KnownHostEntry[], name: string): readonly KnownHostEntry[] {
  return entries.filter((entry) => matchesHost(entry.hosts, name));
}
