import { createConnection, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import ssh2, { type Algorithms, type AnyAuthMethod, type Client, type ConnectConfig } from "ssh2";
import { type CancelSignal, cancelled } from "../../../shared/base/cancel.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { algorithmsFor } from "./algorithms.ts";
import { createAuthentication, type Progress } from "./authenticate.ts";
import { createHostKeyVerifier } from "./hostKeyVerifier.ts";
import { keepAlive } from "./keepAlive.ts";
import { type KeyFiles, PassphraseRefused } from "./keyFiles.ts";
import { keepKeyObjects } from "./keyObjects.ts";
import type { KnownHosts } from "./knownHosts/knownHostsStore.ts";
import { printableLine } from "./printable.ts";
import { connectFailure, property } from "./sshErrors.ts";
import type { ResolvedHost, SignInRules, SshPrompter } from "./types.ts";

/** An authenticated ssh2 client and what was learned on the way. */
export interface Dialled {
  readonly client: Client;
  /** What the client reads from. */
  readonly stream: Duplex;
  readonly authentication: string;
  readonly serverVersion: string | null;
  readonly hostKeyFingerprint: string;
  /** Says farewell, and hangs up soon after: a peer that is gone never answers. */
  end(): void;
  /** Without farewell. */
  hangUp(): void;
}

export interface DialRequest {
  readonly host: ResolvedHost;
  /** The host all this is for: questions name it. */
  readonly target: string;
  /** A stream through the jump host before; null dials directly. */
  readonly through: Duplex | null;
  readonly signal: CancelSignal;
  /** A question opened: whoever waits in line need not wait for a person. */
  readonly onAsking?: () => void;
}

export interface DialDependencies {
  readonly knownHosts: KnownHosts;
  readonly prompter: SshPrompter;
  readonly keyFiles: KeyFiles;
}

const signInTimeoutMs = 15_000;
const farewellMs = 300;
const allMethods = 3;

/** Connects, verifies the host's key in every key exchange, and authenticates. Rejects with the SSH_* codes. */
export async function dial(request: DialRequest, dependencies: DialDependencies): Promise<Dialled> {
  const { host, target, signal } = request;
  const where = `${host.name} (${host.address}:${host.port})`;
  const keyring = await dependencies.knownHosts.load(host).catch((error: unknown) => {
    request.through?.destroy();
    throw error;
  });
  const verifier = createHostKeyVerifier(host, keyring);
  const client = new ssh2.Client();
  const stream = request.through ?? createConnection({ host: host.address, port: host.port, noDelay: true });

  return new Promise((resolve, reject) => {
    let settled = false;
    let rttMs: number | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const serverVersion = () => {
      const version = property(client, "_remoteVer");
      return typeof version === "string" ? printableLine(version) : null;
    };
    const settle = (error: unknown) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      client.removeListener("close", onClose);
      if (error === null) {
        const { method } = authentication;
        resolve({
          client,
          stream,
          authentication: method,
          serverVersion: serverVersion(),
          hostKeyFingerprint: verifier.fingerprint,
          end() {
            client.end();
            // ssh2's own destroy leaves a socket alone that is already half closed.
            const timer = setTimeout(() => stream.destroy(), farewellMs);
            timer.unref();
            client.once("close", () => clearTimeout(timer));
          },
          hangUp: () => void stream.destroy(),
        });
        return;
      }
      stream.destroy();
      reject(verifier.refusal({ version: serverVersion(), rttMs }) ?? failureOf(error));
    };
    const failureOf = (error: unknown) => {
      if (error instanceof PassphraseRefused) return refused(error.message);
      const failure = connectFailure(error, where);
      const isLimited = failure.code === "SSH_AUTH_FAILED" && property(error, "level") === "client-authentication";
      return (isLimited && refusedUnasked(host.signIn, refused)) || failure;
    };
    const refused = (why: string) =>
      new MidwatchError("SSH_AUTH_FAILED", `${where}: ${why}. Nothing is retried until you ask`);
    const onAbort = () => settle(cancelled(signal));
    const onClose = () => {
      // Servers hang up on those who fail too often, some of them without a word.
      if (authentication.tries > 0) settle(refused("the server hung up while signing in"));
      else settle(new MidwatchError("SSH_CLOSED", `${where}: it closed the connection`, { retryable: true }));
    };
    const startTimer = (timeoutMs: number) => {
      clearTimeout(timer);
      if (settled) return;
      const message = `${where}: no answer within ${timeoutMs / 1000} s`;
      timer = setTimeout(() => settle(new MidwatchError("SSH_TIMEOUT", message, { retryable: true })), timeoutMs);
    };
    const authentication = createAuthentication({
      host,
      target,
      prompter: dependencies.prompter,
      keyFiles: dependencies.keyFiles,
      signal,
      // A person takes the time a person takes; the question has its own deadline.
      onAsking(asking) {
        if (asking) clearTimeout(timer);
        else startTimer(signInTimeoutMs);
        if (asking) request.onAsking?.();
      },
      onRefused: () => settle(refused("the question was not answered")),
    });

    client.on("error", (error) => {
      // A key that could not sign: ssh2 reports it and goes on to the next by itself.
      if (error instanceof PassphraseRefused || property(error, "level") !== "agent") settle(error);
    });
    client.once("close", onClose);
    client.once("ready", () => {
      keepAlive(client, stream, where);
      settle(null);
    });
    client.once("handshake", () => startTimer(signInTimeoutMs));
    // Also after a rekey; the new ciphers are in place once the event is over.
    client.on("handshake", () => setImmediate(keepKeyObjects, client));
    client.on("change password", () => settle(refused("its password has expired and must be changed with ssh first")));
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) return onAbort();

    const start = () => {
      if (settled) return;
      // As in OpenSSH, the limit for connecting is one for the server's first words, too.
      startTimer(host.connectTimeoutMs);
      let progress: Progress | null = null;
      let partial = false;
      const authHandler: ConnectConfig["authHandler"] = (_left, _partial, next) => {
        partial = false;
        void authentication.next(progress).then((attempt) => {
          // The declared type leaves out `false`, which ends the list.
          if (!settled) (next as (attempt: AnyAuthMethod | false) => void)(attempt);
        }, settle);
      };
      try {
        client.connect(clientConfig(host, stream, algorithmsFor(keyring.keyTypes), verifier.verify, authHandler));
        onAuthFailure(client, (told) => {
          // ssh2 offers an accepted RSA key once more with another hash: that refusal takes nothing back.
          partial ||= told.partial;
          progress = { left: told.left, partial };
        });
      } catch (error) {
        settle(error);
      }
    };
    startTimer(host.connectTimeoutMs);
    stream.on("error", settle);
    if (!isConnecting(stream)) return start();
    let sinceMs = performance.now();
    stream.once("lookup", () => {
      sinceMs = performance.now();
    });
    stream.once("connect", () => {
      rttMs = performance.now() - sinceMs;
      start();
    });
  });
}

/** Why less was tried than a person at a terminal would expect; null when all was. */
function refusedUnasked(
  { methods, batch }: SignInRules,
  refused: (why: string) => MidwatchError,
): MidwatchError | null {
  if (batch) return refused("the server accepts none of the keys, and BatchMode forbids to ask for anything else");
  if (methods.length === allMethods) return null;
  const tried = methods.length === 0 ? "nothing that Midwatch can do" : `${methods.join(" and ")} alone`;
  return refused(`the server accepts nothing of what was tried, and its configuration here allows ${tried}`);
}

function isConnecting(stream: Duplex): stream is Socket {
  return property(stream, "connecting") === true;
}

function clientConfig(
  host: ResolvedHost,
  sock: Duplex,
  algorithms: Algorithms,
  hostVerifier: (key: Buffer) => boolean,
  authHandler: NonNullable<ConnectConfig["authHandler"]>,
): ConnectConfig {
  return {
    sock,
    username: host.user,
    readyTimeout: 0,
    hostVerifier,
    algorithms,
    authHandler,
  };
}

/**
 * Tells what the server says to each try. ssh2 passes it to the `authHandler` for all methods but the agent, where a
 * partial success is taken for a refusal; so it is read where it arrives.
 */
function onAuthFailure(client: Client, tell: (progress: Progress) => void): void {
  const handlers = property(property(client, "_protocol"), "_handlers");
  const original = property(handlers, "USERAUTH_FAILURE");
  if (typeof handlers !== "object" || handlers === null || typeof original !== "function")
    throw new Error("ssh2 changed: the server's answers cannot be read");
  Reflect.set(handlers, "USERAUTH_FAILURE", (protocol: unknown, left: readonly string[], partial: boolean) => {
    tell({ left, partial });
    original(protocol, left, partial);
  });
}
