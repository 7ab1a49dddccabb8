import type { Duplex } from "node:stream";
import type { Client, ClientChannel } from "ssh2";
import { type CancelSignal, cancelled, throwIfCancelled } from "../../../shared/base/cancel.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import { execChannel } from "./execChannel.ts";
import { Semaphore } from "./semaphore.ts";
import { property } from "./sshErrors.ts";
import type { RemoteProcess, SshConnection } from "./types.ts";

/** sshd allows ten by default; three are enough for us and leave room for the user's own. */
const sessionChannels = 3;

export interface ConnectionFacts {
  readonly name: string;
  readonly authentication: string;
  readonly serverVersion: string | null;
  readonly via: readonly string[];
  readonly hostKeyFingerprint: string | null;
  /** Gives the hop connections back that this one stands on. */
  readonly release: () => void;
}

/** A ready ssh2 client as the service's connection. */
export function createSsh2Connection(client: Client, facts: ConnectionFacts): SshConnection {
  const sessions = new Semaphore(sessionChannels);
  const closing = new Emitter<Error | null>();
  let closed = false;
  let failure: Error | null = null;

  client.on("error", (error) => {
    failure = error;
  });
  client.once("close", () => {
    if (closed) return;
    closed = true;
    facts.release();
    closing.fire(failure);
    closing.dispose();
  });

  function assertOpen(): void {
    if (closed) throw new MidwatchError("SSH_CLOSED", `The connection to ${facts.name} is closed`, { retryable: true });
  }

  async function openSession(
    command: string,
    signal: CancelSignal | undefined,
  ): Promise<{ channel: ClientChannel; release: () => void }> {
    throwIfCancelled(signal);
    for (;;) {
      const release = await sessions.acquire(signal);
      try {
        assertOpen();
        const channel = await openChannel<ClientChannel>(
          (done) => client.exec(command, { pty: false }, done),
          signal,
          client,
        );
        return { channel, release };
      } catch (error) {
        const others = sessions.inUse - 1;
        release();
        if (!isChannelRefusal(error)) throw error;
        if (others < 1) throw channelRefused(facts.name, error);
        // The server allows fewer sessions than we hoped for: wait for one of ours.
        sessions.lower(others);
      }
    }
  }

  return {
    transport: "ssh2",
    authentication: facts.authentication,
    serverVersion: facts.serverVersion,
    via: facts.via,
    hostKeyFingerprint: facts.hostKeyFingerprint,
    get closed() {
      return closed;
    },
    onClose: closing.event,

    async exec(command, options) {
      const { channel, release } = await openSession(command, options.signal);
      try {
        return await execChannel(channel, options);
      } finally {
        release();
      }
    },

    async start(command, { signal }) {
      const { channel, release } = await openSession(command, signal);
      return remoteProcess(channel, release, signal);
    },

    async forward(address, port, { timeoutMs, signal }) {
      assertOpen();
      const bounded = AbortSignal.any([
        AbortSignal.timeout(timeoutMs),
        ...(signal instanceof AbortSignal ? [signal] : []),
      ]);
      try {
        return await openChannel<Duplex>(
          (done) => client.forwardOut("127.0.0.1", 0, address, port, done),
          bounded,
          client,
        );
      } catch (error) {
        throw forwardFailure(error, address, port, facts.name, bounded);
      }
    },

    ping(timeoutMs) {
      assertOpen();
      return ping(client, timeoutMs, facts.name);
    },

    close() {
      if (closed) return;
      client.end();
      // A peer that is gone never answers the farewell.
      setTimeout(() => client.destroy(), 300).unref();
    },
  };
}

type ChannelCallback<T> = (error: Error | undefined, channel: T) => void;

function openChannel<T extends { destroy(): unknown }>(
  open: (done: ChannelCallback<T>) => unknown,
  signal: CancelSignal | undefined,
  client: Client,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const onClose = () =>
      settle(
        new MidwatchError("SSH_CLOSED", "The connection was lost while a channel was opened", { retryable: true }),
      );
    const onAbort = () => signal && settle(cancelled(signal));
    let settled = false;
    const settle = (error: Error | null, channel?: T) => {
      if (settled) {
        channel?.destroy();
        return;
      }
      settled = true;
      client.removeListener("close", onClose);
      signal?.removeEventListener("abort", onAbort);
      if (error || !channel) reject(error ?? new Error("no channel"));
      else resolve(channel);
    };
    client.once("close", onClose);
    signal?.addEventListener("abort", onAbort, { once: true });
    open((error, channel) => settle(error ?? null, channel));
  });
}

function isChannelRefusal(error: unknown): boolean {
  return property(error, "reason") !== undefined || /open failed|Channel open failure/i.test(errorText(error));
}

function channelRefused(name: string, cause: unknown): MidwatchError {
  return new MidwatchError(
    "SSH_CHANNEL_REFUSED",
    `${name} refuses a session (${errorText(cause)}): it may allow forwarding only, or its MaxSessions is used up by others`,
    { retryable: true, cause },
  );
}

/** RFC 4254: 1 administratively prohibited, 2 connect failed. */
function forwardFailure(error: unknown, address: string, port: number, name: string, signal: AbortSignal): Error {
  const reason = property(error, "reason");
  const to = `${address}:${port} on ${name}`;
  if (signal.aborted)
    return new MidwatchError("SSH_TIMEOUT", `${to} did not answer in time`, { retryable: true, cause: error });
  if (reason === 2 || reason === "CONNECT_FAILED")
    return new MidwatchError("SSH_REFUSED", `Nothing listens at ${to}`, { retryable: true, cause: error });
  if (isChannelRefusal(error)) {
    return new MidwatchError(
      "SSH_FORWARD_REFUSED",
      `${name} does not allow forwarding to ${address}:${port} (AllowTcpForwarding, PermitOpen)`,
      { cause: error },
    );
  }
  return error instanceof Error ? error : new Error(errorText(error));
}

/** An OpenSSH keepalive: every server answers a global request it does not know, if only with a refusal. */
function ping(client: Client, timeoutMs: number, name: string): Promise<number> {
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () =>
        settle(new MidwatchError("SSH_TIMEOUT", `${name} did not answer within ${timeoutMs} ms`, { retryable: true })),
      timeoutMs,
    );
    const onClose = () =>
      settle(new MidwatchError("SSH_CLOSED", `The connection to ${name} is closed`, { retryable: true }));
    const settle = (error: Error | null) => {
      clearTimeout(timer);
      client.removeListener("close", onClose);
      if (error) reject(error);
      else resolve(performance.now() - startedMs);
    };
    client.once("close", onClose);
    sendKeepalive(client, () => settle(null));
  });
}

/** ssh2 has no public global request; its own keepalive sends this one and queues the answer in `_callbacks`. */
function sendKeepalive(client: Client, answered: () => void): void {
  const protocol = property(client, "_protocol");
  const callbacks = property(client, "_callbacks");
  const send = property(protocol, "ping");
  if (!Array.isArray(callbacks) || typeof send !== "function") throw new Error("ssh2 changed: no keepalive to send");
  callbacks.push(answered);
  send.call(protocol);
}

function remoteProcess(channel: ClientChannel, release: () => void, signal: CancelSignal | undefined): RemoteProcess {
  const exit = new Promise<{ exitCode: number | null; signal: string | null }>((resolve) => {
    let exitCode: number | null = null;
    let exitSignal: string | null = null;
    channel.on("exit", (code: number | null, name?: string) => {
      exitCode = code;
      exitSignal = name ?? null;
    });
    channel.once("close", () => {
      signal?.removeEventListener("abort", dispose);
      release();
      resolve({ exitCode, signal: exitSignal });
    });
  });
  const dispose = () => {
    channel.end();
    channel.close();
  };
  signal?.addEventListener("abort", dispose, { once: true });
  channel.on("error", () => {});
  return { stdin: channel, stdout: channel, stderr: channel.stderr, exit, dispose };
}
