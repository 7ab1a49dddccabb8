import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { Duplex } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { type CancelSignal, cancelled, throwIfCancelled } from "../../../../shared/base/cancel.ts";
import { Emitter } from "../../../../shared/base/emitter.ts";
import { MidwatchError } from "../../../../shared/base/errors.ts";
import { openPty, type TerminalProcess } from "../../openPty.ts";
import { deadline } from "../deadline.ts";
import { printableLine } from "../printable.ts";
import { Semaphore } from "../semaphore.ts";
import { createSessionSlots, terminalTimeoutMs } from "../sessionSlots.ts";
import type { ExecOptions, ExecResult, RemoteProcess, SshConnection } from "../types.ts";
import type { Master } from "./master.ts";
import { masterFailure } from "./masterFailure.ts";
import type { RuntimeFolder } from "./runtimeFolder.ts";
import { clientArguments } from "./sshArguments.ts";
import { systemTerminal } from "./systemTerminal.ts";

interface SystemConnectionOptions {
  readonly name: string;
  readonly via: readonly string[];
  readonly master: Master;
  readonly folder: RuntimeFolder;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const roomCheck = { operation: "terminal", timeoutMs: terminalTimeoutMs };
const defaultMaxBytes = 4 * 2 ** 20;
const farewellMs = 500;
const masterEndMs = 300;
const sayEveryMs = 20;
const sayWithinMs = 500;
/** The client's own status when it fails; a remote program that ends with it cannot be told apart but by what was said. */
const clientFailed = 255;

class SessionRefused extends Error {}

/** A live control socket as the service's connection: each session and forward is a short-lived client of it. */
export function createSystemConnection(options: SystemConnectionOptions): SshConnection {
  const { name, via, master, folder, environment } = options;
  const sessions = createSessionSlots(name, (error) => error instanceof SessionRefused);
  const forwarding = new Semaphore(1);
  const children = new Set<ChildProcessWithoutNullStreams>();
  const terminals = new Set<TerminalProcess>();
  const closing = new Emitter<Error | null>();
  const facts = factsOf(master.said);
  let ending = false;

  void master.exit.then(() => {
    for (const child of children) child.kill("SIGTERM");
    for (const terminal of terminals) terminal.dispose();
    closing.fire(ending ? null : masterFailure(name, master.said.slice(-20)));
    closing.dispose();
  });

  function assertOpen(): void {
    if (master.ended || ending) throw closedError("The connection is closed");
  }

  function closedError(what: string): MidwatchError {
    return new MidwatchError("SSH_CLOSED", `${name}: ${what}`, { retryable: true });
  }

  function client(...args: readonly string[]): ChildProcessWithoutNullStreams {
    const child = spawn("ssh", [...clientArguments(folder), ...args], { stdio: "pipe", env: { ...environment } });
    children.add(child);
    const forget = () => children.delete(child);
    child.once("close", forget).once("error", forget);
    child.stdin.on("error", () => {});
    return child;
  }

  const session = (command: string) => client("-o", "LogLevel=ERROR", "-T", "--", "host", command);

  /** Runs to the end within time and size. Rejects with SessionRefused when the server gave no session. */
  function collect(child: ChildProcessWithoutNullStreams, exec: ExecOptions, timeoutMs: number): Promise<ExecResult> {
    const { operation, maxBytes = defaultMaxBytes } = exec;
    const limit = deadline(timeoutMs, `${operation} did not end within ${exec.timeoutMs} ms`, exec.signal);
    return new Promise<ExecResult>((resolve, reject) => {
      const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
      const bytes = { stdout: 0, stderr: 0 };
      const fail = (error: Error) => {
        limit.signal.removeEventListener("abort", onAbort);
        child.kill("SIGTERM");
        reject(error);
      };
      const onAbort = () => fail(cancelled(limit.signal));
      for (const stream of ["stdout", "stderr"] as const) {
        child[stream].on("data", (chunk: Buffer) => {
          bytes[stream] += chunk.length;
          if (bytes[stream] <= maxBytes) output[stream].push(chunk);
          else fail(new MidwatchError("LIMIT", `${operation} printed more than ${maxBytes} bytes`));
        });
      }
      child.once("error", fail);
      const finish = (exitCode: number | null, signal: string | null) => {
        const stderr = Buffer.concat(output.stderr).toString("utf8");
        if (exitCode === clientFailed || exitCode === null) {
          if (isSessionRefusal(stderr)) return fail(new SessionRefused(printableLine(stderr)));
          if (master.ended || !isStillThere(stderr)) return fail(closedError(`${operation}: the connection was lost`));
        }
        limit.signal.removeEventListener("abort", onAbort);
        resolve({ exitCode, signal, stdout: Buffer.concat(output.stdout).toString("utf8"), stderr });
      };
      child.once("close", (exitCode, signal) => {
        if (exitCode !== clientFailed) return finish(exitCode, signal);
        // The client notices a lost connection first, its master a moment later.
        const timer = setTimeout(() => finish(exitCode, signal), masterEndMs);
        void master.exit.then(() => {
          clearTimeout(timer);
          finish(exitCode, signal);
        });
      });
      limit.signal.addEventListener("abort", onAbort, { once: true });
      child.stdin.end(exec.stdin);
    }).finally(() => limit.dispose());
  }

  return {
    transport: "system",
    ...facts,
    via,
    get closed() {
      return master.ended;
    },
    onClose: closing.event,

    async exec(command, exec) {
      throwIfCancelled(exec.signal);
      assertOpen();
      const endMs = performance.now() + exec.timeoutMs;
      const { signal } = exec;
      return sessions.run(
        async (release) => {
          assertOpen();
          const result = await collect(session(command), exec, Math.max(1, endMs - performance.now()));
          release();
          return result;
        },
        { timeoutMs: exec.timeoutMs, signal },
      );
    },

    async start(command, { signal }) {
      throwIfCancelled(signal);
      assertOpen();
      return sessions.run(async (release) => remoteProcess(session(command), release, signal), {
        timeoutMs: 15_000,
        signal,
      });
    },

    async terminal(command, { size, signal }) {
      throwIfCancelled(signal);
      assertOpen();
      return sessions.run(
        async (release) => {
          assertOpen();
          // A terminal's client does not tell whether it got its session; one that ends at once does.
          await collect(session("true"), roomCheck, terminalTimeoutMs);
          const terminal = await openPty({ ...systemTerminal(folder, command), size, environment });
          terminals.add(terminal);
          void terminal.exit.then(() => {
            terminals.delete(terminal);
            release();
          });
          return terminal;
        },
        { timeoutMs: terminalTimeoutMs, signal, leavesOne: true },
      );
    },

    async forward(address, port, { timeoutMs, signal }) {
      throwIfCancelled(signal);
      assertOpen();
      const limit = deadline(timeoutMs, `${address}:${port} on ${name}: no answer within ${timeoutMs} ms`, signal);
      // One at a time: which request was refused and why stands in the master's own words.
      const leave = await forwarding.acquire(limit.signal).catch((error: unknown) => {
        limit.dispose();
        throw error;
      });
      const saidBefore = master.saidCount;
      const child = client("-v", "-W", `${address.includes(":") ? `[${address}]` : address}:${port}`, "--", "host");
      try {
        await forwarded(child, limit.signal);
        const stream = Duplex.from({ writable: child.stdin, readable: child.stdout });
        return stream.on("error", () => {}).on("close", () => child.kill("SIGTERM"));
      } catch (error) {
        child.kill("SIGTERM");
        if (limit.signal.aborted) throw cancelled(limit.signal);
        if (master.ended) throw closedError("the connection was lost");
        throw forwardFailure(await refusalSaid(master, saidBefore), address, port, name, error);
      } finally {
        leave();
        limit.dispose();
      }
    },

    async ping(timeoutMs) {
      assertOpen();
      const startedMs = performance.now();
      try {
        await collect(session("true"), { operation: "ping", timeoutMs }, timeoutMs);
      } catch (error) {
        // A refusal is an answer too.
        if (!(error instanceof SessionRefused)) throw error;
      }
      return performance.now() - startedMs;
    },

    close() {
      if (master.ended || ending) return;
      ending = true;
      const farewell = spawn("ssh", [...clientArguments(folder), "-O", "exit", "--", "host"], {
        stdio: "ignore",
        env: { ...environment },
      });
      farewell.on("error", () => {});
      const timer = setTimeout(() => {
        farewell.kill("SIGTERM");
        master.kill();
      }, farewellMs);
      timer.unref();
      void master.exit.then(() => clearTimeout(timer));
    },
  };
}

function isSessionRefusal(stderr: string): boolean {
  return /session request failed|Session open refused by peer/i.test(stderr);
}

/** The client's own words when its master is not. */
function isStillThere(stderr: string): boolean {
  return !/^(Control socket connect|mux_client|Connection closed by UNKNOWN|Shared connection to)/im.test(stderr);
}

/** What `-v` tells of the connection. */
function factsOf(
  said: readonly string[],
): Pick<SshConnection, "authentication" | "serverVersion" | "hostKeyFingerprint"> {
  const last = (pattern: RegExp) => {
    for (const line of said.toReversed()) {
      const found = pattern.exec(line)?.[1];
      if (found !== undefined) return printableLine(found);
    }
    return null;
  };
  const method = last(/^Authenticated to .* using "([\w-]+)"/) ?? "unknown";
  const key = last(/^debug1: Server accepts key: (.+?)(?: explicit)?(?: agent)?$/)?.replace(/ SHA256:\S+/, "");
  return {
    authentication: method === "publickey" && key ? `publickey (${key})` : method,
    serverVersion: last(/^debug1: Remote protocol version [\d.]+, remote software version (.+)$/),
    hostKeyFingerprint: last(/^debug1: Server host key: \S+ (SHA256:\S+)/),
  };
}

/** Resolves when the channel is open: only the client's debug output tells. */
function forwarded(child: ChildProcessWithoutNullStreams, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    const settle = (error: Error | null) => {
      child.removeListener("close", onClose);
      signal.removeEventListener("abort", onAbort);
      child.stderr.removeListener("data", onText).resume();
      if (error) reject(error);
      else resolve();
    };
    const onText = (chunk: Buffer) => {
      said = (said + chunk.toString("utf8")).slice(-8192);
      if (/master session id/.test(said)) settle(null);
      else if (/Stdio forwarding request failed|forwarding failed/i.test(said)) settle(new Error(printableLine(said)));
    };
    const onClose = () => settle(new Error("the client ended"));
    const onAbort = () => settle(cancelled(signal));
    child.stderr.on("data", onText);
    child.once("close", onClose);
    child.once("error", onClose);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

/** The master says it before its client does, on another pipe that may be read later; empty where it says nothing. */
async function refusalSaid(master: Master, saidBefore: number): Promise<string> {
  for (let waitedMs = 0; ; waitedMs += sayEveryMs) {
    const since = master.said.slice(Math.max(0, master.said.length - (master.saidCount - saidBefore)));
    const said = since.findLast((line) => / open failed: /.test(line));
    if (said !== undefined || waitedMs >= sayWithinMs) return said ?? "";
    await pause(sayEveryMs);
  }
}

function forwardFailure(why: string, address: string, port: number, name: string, cause: unknown): MidwatchError {
  if (/connect failed/i.test(why)) {
    return new MidwatchError("SSH_REFUSED", `Nothing answers at ${address}:${port} on ${name}`, {
      retryable: true,
      detail: { server: printableLine(why) },
      cause,
    });
  }
  return new MidwatchError(
    "SSH_FORWARD_REFUSED",
    `${name} does not allow forwarding to ${address}:${port} (AllowTcpForwarding, PermitOpen)`,
    { cause },
  );
}

function remoteProcess(
  child: ChildProcessWithoutNullStreams,
  release: () => void,
  signal: CancelSignal | undefined,
): RemoteProcess {
  const dispose = () => void child.kill("SIGTERM");
  const exit = new Promise<{ exitCode: number | null; signal: string | null }>((resolve) => {
    const end = (exitCode: number | null, name: string | null) => {
      release();
      signal?.removeEventListener("abort", dispose);
      resolve({ exitCode, signal: name });
    };
    child.once("close", end);
    child.once("error", () => end(null, null));
  });
  signal?.addEventListener("abort", dispose, { once: true });
  return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, exit, dispose };
}
