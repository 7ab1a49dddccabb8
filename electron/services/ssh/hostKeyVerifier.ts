import { MidwatchError } from "../../../shared/base/errors.ts";
import { describeHostKey, fingerprintOf } from "./hostKey.ts";
import type { HostKeyDecision } from "./knownHosts/decide.ts";
import type { HostKeyring } from "./knownHosts/knownHostsStore.ts";
import { printableLine } from "./printable.ts";
import type { ResolvedHost } from "./types.ts";

/** A key nobody knows yet: the one thing `trustHostKey` may trust. */
export interface KeyOffer {
  readonly host: ResolvedHost;
  readonly key: Buffer;
}

const offers = new WeakMap<object, KeyOffer>();

/** The unknown key behind an SSH_HOST_KEY_UNKNOWN; null for every other failure, a changed or revoked key above all. */
export function offerOf(error: unknown): KeyOffer | null {
  return typeof error === "object" && error !== null ? (offers.get(error) ?? null) : null;
}

/** What was learnt of a server before its key was refused; null where that is not known. */
export interface MetServer {
  readonly version: string | null;
  /** Milliseconds that the TCP connection took, name resolution not counted. */
  readonly rttMs: number | null;
}

export interface HostKeyVerifier {
  /** Called in every key exchange, also when the server asks for new keys later: only the first key is ever looked up. */
  verify(key: Buffer): boolean;
  /** Why the key was refused; null while none was. */
  refusal(server: MetServer): MidwatchError | null;
  /** Of the accepted key. */
  readonly fingerprint: string;
}

export function createHostKeyVerifier(host: ResolvedHost, keyring: HostKeyring): HostKeyVerifier {
  let accepted: Buffer | null = null;
  let refused: { readonly key: Buffer; readonly decision: RefusedDecision } | null = null;
  return {
    verify(key) {
      if (accepted) return accepted.equals(key);
      const decision = keyring.decide(key);
      if (decision.kind !== "known") refused = { key: Buffer.from(key), decision };
      else accepted = Buffer.from(key);
      return accepted !== null;
    },
    refusal: (server) => refused && refusedKey(host, refused.decision, refused.key, server),
    get fingerprint() {
      return accepted ? fingerprintOf(accepted) : "";
    },
  };
}

export type RefusedDecision = Exclude<HostKeyDecision, { kind: "known" }>;

/** The failure for a key that may not be connected to; detail carries what a person compares. */
export function refusedKey(
  host: ResolvedHost,
  decision: RefusedDecision,
  key: Buffer,
  server: MetServer,
): MidwatchError {
  const offered = describeHostKey(key);
  const facts = {
    hop: host.name,
    address: `${host.address}:${host.port}`,
    serverVersion: server.version === null ? null : printableLine(server.version),
    rttMs: server.rttMs,
    offered,
  };
  switch (decision.kind) {
    case "unknown": {
      const error = new MidwatchError(
        "SSH_HOST_KEY_UNKNOWN",
        `${host.name} is new: compare its key ${offered.fingerprint} before trusting it`,
        { detail: facts },
      );
      offers.set(error, { host, key });
      return error;
    }
    case "revoked":
      return new MidwatchError(
        "SSH_HOST_KEY_REVOKED",
        `${host.name} offered a key that is marked as revoked: Midwatch does not connect`,
        { detail: facts },
      );
    case "changed": {
      const { stored } = decision;
      const detail = { ...facts, stored: describeHostKey(stored.key), file: stored.file, line: stored.line };
      return new MidwatchError(
        "SSH_HOST_KEY_CHANGED",
        `${host.name} offered another key than the one in ${stored.file}:${stored.line}: Midwatch does not connect`,
        { detail },
      );
    }
  }
}
