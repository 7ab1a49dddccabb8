import { createConnection, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import ssh2, { type AnyAuthMethod, type Client, type ConnectConfig, type ServerHostKeyAlgorithm } from "ssh2";
import { type CancelSignal, cancelled } from "../../../shared/base/cancel.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { type Authentication, createAuthentication } from "./authenticate.ts";
import { describeHostKey, fingerprintOf } from "./hostKey.ts";
import type { HostKeyring, KnownHosts } from "./knownHosts/knownHostsStore.ts";
import { connectFailure } from "./sshErrors.ts";
import type { ResolvedHost, SshPrompter } from "./types.ts";

/** An authenticated ssh2 client and what was learned on the way. */
export interface Dialled {
  readonly client: Client;
  readonly authentication: string;
  readonly serverVersion: string | null;
  readonly hostKeyFingerprint: string;
}

export interface DialRequest {
  readonly host: ResolvedHost;
  /** The host all this is for: questions name it. */
  readonly target: string;
  /** A stream through the jump host before; null dials directly. */
  readonly through: Duplex | null;
  readonly signal: CancelSignal;
}

export interface DialDependencies {
  readonly knownHosts: KnownHosts;
  readonly prompter: SshPrompter;
  readonly passphrases: Map<string, string>;
  /** Remembers the key for `trustHostKey`. */
  readonly onOffered: (host: ResolvedHost, target: string, key: Buffer) => void;
}

const handshakeTimeoutMs = 15_000;
const keepaliveIntervalMs = 15_000;
const defaultKeyTypes: readonly ServerHostKeyAlgorithm[] = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
];

/** Connects, verifies the host's key in every key exchange, and authenticates. Rejects with the SSH_* codes. */
export async function dial(request: DialRequest, dependencies: DialDependencies): Promise<Dialled> {
  const { host, target, signal } = request;
  const where = `${host.name} (${host.address}:${host.port})`;
  const keyring = await dependencies.knownHosts.load(host);
  const client = new ssh2.Client();
  const verifier = createVerifier(host, keyring);
  let serverVersion: string | null = null;

  return new Promise((resolve, reject) => {
    let socket: Duplex | null = null;
    let settled = false;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const settle = (error: unknown) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      client.removeListener("close", onClose);
      if (error === null) {
        return resolve({
          client,
          serverVersion,
          authentication: authentication.method,
          hostKeyFingerprint: verifier.fingerprint(),
        });
      }
      client.on("error", () => {});
      client.destroy();
      socket?.destroy();
      if (verifier.refusal) dependencies.onOffered(host, target, verifier.refusal.key);
      reject(verifier.refusal ? verifier.refusal.error(serverVersion) : connectFailure(error, where));
    };
    const onAbort = () => settle(cancelled(signal));
    const onClose = () =>
      settle(new MidwatchError("SSH_CLOSED", `${where}: it closed the connection`, { retryable: true }));
    const startTimer = (timeoutMs: number) => {
      clearTimeout(timer);
      timer = setTimeout(
        () =>
          settle(
            new MidwatchError("SSH_TIMEOUT", `${where}: no answer within ${timeoutMs / 1000} s`, { retryable: true }),
          ),
        timeoutMs,
      );
    };
    const authentication = createAuthentication({
      host,
      target,
      prompter: dependencies.prompter,
      passphrases: dependencies.passphrases,
      signal,
      // A person takes the time a person takes; the question has its own deadline.
      onAsking: (asking) => (asking ? clearTimeout(timer) : startTimer(handshakeTimeoutMs)),
    });

    client.on("error", settle);
    client.once("close", onClose);
    client.once("ready", () => settle(null));
    client.on("greeting", () => {});
    client.once("handshake", () => startTimer(handshakeTimeoutMs));
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) return onAbort();
    startTimer(host.connectTimeoutMs);

    const start = (stream: Duplex) => {
      startTimer(handshakeTimeoutMs);
      readServerVersion(stream, (version) => {
        serverVersion = version;
      });
      client.connect(clientConfig(host, stream, keyring, verifier.verify, authentication));
    };
    if (request.through) {
      socket = request.through;
      start(request.through);
    } else {
      const direct: Socket = createConnection({ host: host.address, port: host.port, noDelay: true });
      socket = direct;
      direct.once("error", settle);
      direct.once("connect", () => start(direct));
    }
  });
}

function clientConfig(
  host: ResolvedHost,
  sock: Duplex,
  keyring: HostKeyring,
  verify: (key: Buffer) => boolean,
  authentication: Authentication,
): ConnectConfig {
  return {
    sock,
    username: host.user,
    readyTimeout: 0,
    keepaliveInterval: keepaliveIntervalMs,
    keepaliveCountMax: 3,
    hostVerifier: verify,
    algorithms: { serverHostKey: knownFirst(keyring.keyTypes) },
    authHandler: (left, partial, next) => {
      void authentication.next(left, partial).then((attempt) =>
        // The declared type leaves out `false`, which ends the list.
        (next as (attempt: AnyAuthMethod | false) => void)(
          attempt === "none" ? { type: "none", username: host.user } : attempt,
        ),
      );
    },
  };
}

/** The types on file first: a server that also has another key must not look unknown or changed. */
function knownFirst(onFile: readonly string[]): ServerHostKeyAlgorithm[] {
  const wanted = new Set(onFile.flatMap((type) => (type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256"] : [type])));
  return [...defaultKeyTypes].sort((a, b) => Number(wanted.has(b)) - Number(wanted.has(a)));
}

interface Verifier {
  /** Called in every key exchange, also when the server asks for new keys later. */
  verify(key: Buffer): boolean;
  readonly refusal: { readonly key: Buffer; error(serverVersion: string | null): MidwatchError } | null;
  fingerprint(): string;
}

function createVerifier(host: ResolvedHost, keyring: HostKeyring): Verifier {
  let accepted: Buffer | null = null;
  let refusal: Verifier["refusal"] = null;
  return {
    verify(key) {
      if (accepted) return accepted.equals(key);
      const decision = keyring.decide(key);
      if (decision.kind === "known") {
        accepted = key;
        return true;
      }
      refusal = { key, error: (serverVersion) => refusedKey(host, decision, key, serverVersion) };
      return false;
    },
    get refusal() {
      return refusal;
    },
    fingerprint: () => (accepted ? fingerprintOf(accepted) : ""),
  };
}

function refusedKey(
  host: ResolvedHost,
  decision: Exclude<ReturnType<HostKeyring["decide"]>, { kind: "known" }>,
  key: Buffer,
  serverVersion: string | null,
): MidwatchError {
  const offered = describeHostKey(key);
  const facts = { hop: host.name, address: `${host.address}:${host.port}`, serverVersion, offered };
  switch (decision.kind) {
    case "unknown":
      return new MidwatchError(
        "SSH_HOST_KEY_UNKNOWN",
        `${host.name} is new: compare its key ${offered.fingerprint} before trusting it`,
        { detail: facts },
      );
    case "revoked":
      return new MidwatchError(
        "SSH_HOST_KEY_REVOKED",
        `${host.name} offered a key that is marked as revoked: Midwatch does not connect`,
        { detail: facts },
      );
    case "changed": {
      const { stored } = decision;
      const detail = { ...facts, stored: describeHostKey(stored.key), file: stored.file, line: stored.line };
      const place = `${stored.file}:${stored.line}`;
      return new MidwatchError(
        "SSH_HOST_KEY_CHANGED",
        `${host.name} offered another key than the one in ${place}: Midwatch does not connect`,
        { detail },
      );
    }
  }
}

/** The server's first line (`SSH-2.0-OpenSSH_9.2p1 ...`), read along without taking anything from ssh2. */
function readServerVersion(stream: Duplex, tell: (version: string) => void): void {
  let seen = "";
  const listen = (chunk: Buffer) => {
    seen += chunk.toString("latin1", 0, 512);
    const match = /^SSH-[\d.]+-([^\r\n]+)\r?\n/m.exec(seen);
    if (match) tell(match[1] ?? "");
    if (match || seen.length > 4096) stream.removeListener("data", listen);
  };
  stream.on("data", listen);
}
