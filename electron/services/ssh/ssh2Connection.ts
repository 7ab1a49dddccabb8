import type { Duplex } from "node:stream";
import type { Client, ClientChannel } from "ssh2";
import { type CancelSignal, cancelled, throwIfCancelled } from "../../../shared/base/cancel.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import { terminalType } from "../openPty.ts";
import { deadline } from "./deadline.ts";
import type { Dialled } from "./dial.ts";
import { type ChannelExit, endChannel, execChannel } from "./execChannel.ts";
import { pingClient } from "./pingClient.ts";
import { printableLine } from "./printable.ts";
import type { TurnsOfStream } from "./readingTurns.ts";
import { remoteTerminal } from "./remoteTerminal.ts";
import { createSessionSlots, type SessionLimits, terminalTimeoutMs } from "./sessionSlots.ts";
import { property } from "./sshErrors.ts";
import type { RemoteProcess, SshConnection } from "./types.ts";

const openTimeoutMs = 15_000;
/** A session counts as ended when the server has not confirmed its end for this long. */
const endTimeoutMs = 5000;
/** What may wait does not while it begins: the first readings of a host are looked for. */
const beginningMs = 10_000;

interface ConnectionFacts {
  readonly name: string;
  readonly via: readonly string[];
  readonly turns: TurnsOfStream;
  /** Gives back the hop connection that this one stands on. */
  readonly release: () => void;
}

/** A ready ssh2 client as the service's connection. */
export function createSsh2Connection(dialled: Dialled, { name, via, turns, release }: ConnectionFacts): SshConnection {
  const { client, authentication, serverVersion, hostKeyFingerprint } = dialled;
  const sessions = createSessionSlots(name, isChannelRefusal);
  const closing = new Emitter<Error | null>();
  let closed = false;
  let ending = false;
  let failure: Error | null = null;

  client.on("error", (error) => {
    failure = error;
  });
  client.once("close", () => {
    closed = true;
    release();
    closing.fire(failure);
    closing.dispose();
  });

  function assertOpen(): void {
    if (closed || ending)
      throw new MidwatchError("SSH_CLOSED", `The connection to ${name} is closed`, { retryable: true });
  }

  type StartSession = (done: ChannelCallback<ClientChannel>) => unknown;
  const command =
    (text: string): StartSession =>
    (done) =>
      client.exec(text, { pty: false }, done);

  function openSession(begin: StartSession, operation: string, limits: SessionLimits) {
    const { timeoutMs, signal } = limits;
    throwIfCancelled(signal);
    assertOpen();
    const calm = turns.hurry();
    const open = async (release: () => void) => {
      assertOpen();
      const { hear, exit } = exitListener();
      const start = (done: ChannelCallback<ClientChannel>) =>
        begin((error, channel) => {
          if (channel) hear(channel);
          done(error, channel);
        });
      const channel = await openChannel<ClientChannel>(client, start, {
        timeoutMs,
        signal,
        what: `${operation} on ${name}`,
      });
      const giveBack = both(release, calm);
      channel.once("close", giveBack);
      return { channel, giveBack, calm, exit };
    };
    return sessions.run(open, limits).catch((error: unknown) => {
      calm();
      throw error;
    });
  }

  return {
    transport: "ssh2",
    authentication,
    serverVersion,
    via,
    hostKeyFingerprint,
    get closed() {
      return closed;
    },
    onClose: closing.event,

    async exec(text, options) {
      const startedMs = performance.now();
      const { timeoutMs, signal } = options;
      const { channel, giveBack, exit } = await openSession(command(text), options.operation, { timeoutMs, signal });
      const leftMs = Math.max(1, options.timeoutMs - (performance.now() - startedMs));
      try {
        return await execChannel(channel, { ...options, timeoutMs: leftMs }, exit, () => closed);
      } catch (error) {
        setTimeout(giveBack, endTimeoutMs).unref();
        throw error;
      }
    },

    async start(text, { operation, signal, mayWait = false }) {
      const limits = { timeoutMs: openTimeoutMs, signal };
      const { channel, giveBack, calm, exit } = await openSession(command(text), operation, limits);
      if (mayWait) setTimeout(calm, beginningMs).unref();
      return remoteProcess(channel, giveBack, exit, signal);
    },

    async terminal(text, { size, signal }) {
      const pty = { term: terminalType, cols: size.columns, rows: size.rows };
      const begin: StartSession = (done) =>
        text === null ? client.shell(pty, done) : client.exec(text, { pty }, done);
      const limits = { timeoutMs: terminalTimeoutMs, signal, leavesOne: true };
      const { channel, giveBack, exit } = await openSession(begin, "terminal", limits);
      return remoteTerminal(channel, exit, () => setTimeout(giveBack, endTimeoutMs).unref());
    },

    async forward(address, port, { timeoutMs, signal }) {
      throwIfCancelled(signal);
      assertOpen();
      const what = `${address}:${port} on ${name}`;
      const calm = turns.hurry();
      try {
        const begin = (done: ChannelCallback<Duplex>) => client.forwardOut("127.0.0.1", 0, address, port, done);
        return (await openChannel<Duplex>(client, begin, { timeoutMs, signal, what })).once("close", calm);
      } catch (error) {
        calm();
        throw forwardFailure(error, address, port, name);
      }
    },

    async ping(timeoutMs) {
      assertOpen();
      return pingClient(client, timeoutMs, name).finally(turns.hurry());
    },

    close() {
      if (closed || ending) return;
      ending = true;
      turns.hurry();
      dialled.end();
    },
  };
}

// Apart from what they are made in: a channel lives as long as the host is read, and the command that began it, a script of
// eight kilobytes, need not.

/** A command that ends at once may tell so in the packet that opens its channel: it is heard before anybody waits for it. */
function exitListener() {
  let exit: ChannelExit | null = null;
  return {
    hear: (channel: ClientChannel) =>
      channel.once("exit", (exitCode: number | null, ended?: string) => {
        exit = { exitCode, signal: ended ?? null };
      }),
    exit: () => exit,
  };
}

function both(first: () => void, second: () => void) {
  return () => {
    first();
    second();
  };
}

type ChannelCallback<T> = (error: Error | undefined, channel: T) => void;

interface OpenLimits {
  readonly timeoutMs: number;
  readonly signal: CancelSignal | undefined;
  readonly what: string;
}

/** A channel, unless time, caller or connection end first; one that is confirmed too late is closed again. */
function openChannel<T extends { destroy(): unknown; on(event: "error", listener: () => void): unknown }>(
  client: Client,
  open: (done: ChannelCallback<T>) => unknown,
  { timeoutMs, signal, what }: OpenLimits,
): Promise<T> {
  const limit = deadline(timeoutMs, `${what}: no answer within ${timeoutMs} ms`, signal);
  return new Promise<T>((resolve, reject) => {
    let settled = false;
    const settle = (error: Error | null, channel?: T) => {
      channel?.on("error", () => {});
      if (settled) {
        channel?.destroy();
        return;
      }
      settled = true;
      client.removeListener("close", onClose);
      limit.signal.removeEventListener("abort", onAbort);
      if (channel) resolve(channel);
      else reject(error ?? new Error(`${what}: no channel`));
    };
    const onClose = () =>
      settle(new MidwatchError("SSH_CLOSED", `${what}: the connection was lost`, { retryable: true }));
    const onAbort = () => settle(cancelled(limit.signal));
    client.once("close", onClose);
    limit.signal.addEventListener("abort", onAbort, { once: true });
    open((error, channel) => (error ? settle(error) : settle(null, channel)));
  }).finally(() => limit.dispose());
}

function isChannelRefusal(error: unknown): boolean {
  return property(error, "reason") !== undefined;
}

/** RFC 4254: 1 administratively prohibited, 2 connect failed. */
function forwardFailure(error: unknown, address: string, port: number, name: string): Error {
  const reason = property(error, "reason");
  if (reason === 2)
    return new MidwatchError("SSH_REFUSED", `Nothing answers at ${address}:${port} on ${name}`, {
      retryable: true,
      detail: { server: printableLine(errorText(error)) },
      cause: error,
    });
  if (reason !== undefined) {
    return new MidwatchError(
      "SSH_FORWARD_REFUSED",
      `${name} does not allow forwarding to ${address}:${port} (AllowTcpForwarding, PermitOpen)`,
      { cause: error },
    );
  }
  return error instanceof Error ? error : new Error(errorText(error));
}

function remoteProcess(
  channel: ClientChannel,
  giveBack: () => void,
  exited: () => ChannelExit | null,
  signal: CancelSignal | undefined,
): RemoteProcess {
  const dispose = () => {
    endChannel(channel);
    setTimeout(giveBack, endTimeoutMs).unref();
  };
  const exit = new Promise<ChannelExit>((resolve) => {
    channel.once("close", () => {
      signal?.removeEventListener("abort", dispose);
      resolve(exited() ?? { exitCode: null, signal: null });
    });
  });
  signal?.addEventListener("abort", dispose, { once: true });
  if (signal?.aborted) dispose();
  channel.stderr.on("error", () => {});
  return { stdin: channel, stdout: channel, stderr: channel.stderr, exit, dispose };
}
