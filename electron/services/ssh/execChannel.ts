import type { ClientChannel } from "ssh2";
import { cancelled } from "../../../shared/base/cancel.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { ExecOptions, ExecResult } from "./types.ts";

/** How a command ended; null for what the server did not tell. */
export interface ChannelExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

const defaultMaxBytes = 4 * 2 ** 20;

/**
 * Runs a channel to its end, within its time and size. `close` comes only after both streams are read, so both are.
 * Rejects with SSH_CLOSED when the connection went before the command told how it ended.
 */
export function execChannel(
  channel: ClientChannel,
  options: ExecOptions,
  exited: () => ChannelExit | null,
  isConnectionClosed: () => boolean,
): Promise<ExecResult> {
  const { operation, timeoutMs, maxBytes = defaultMaxBytes, signal, stdin } = options;
  return new Promise((resolve, reject) => {
    const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    const bytes = { stdout: 0, stderr: 0 };

    const fail = (error: MidwatchError) => {
      finish();
      channel.resume();
      channel.stderr.resume();
      endChannel(channel);
      reject(error);
    };
    const late = () =>
      fail(new MidwatchError("SSH_TIMEOUT", `${operation} did not end within ${timeoutMs} ms`, { retryable: true }));
    const onAbort = () => signal && fail(cancelled(signal));
    const timer = setTimeout(late, timeoutMs);
    timer.unref();
    const collect = (name: "stdout" | "stderr") => (chunk: Buffer) => {
      bytes[name] += chunk.length;
      if (bytes[name] <= maxBytes) output[name].push(chunk);
      else fail(new MidwatchError("LIMIT", `${operation} printed more than ${maxBytes} bytes`));
    };
    const onStdout = collect("stdout");
    const onStderr = collect("stderr");
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      channel.removeListener("data", onStdout);
      channel.stderr.removeListener("data", onStderr);
    };

    channel.on("error", () => {});
    channel.stderr.on("error", () => {});
    channel.on("data", onStdout);
    channel.stderr.on("data", onStderr);
    channel.once("close", () => {
      finish();
      const exit = exited();
      if (!exit && isConnectionClosed()) {
        reject(new MidwatchError("SSH_CLOSED", `${operation}: the connection was lost`, { retryable: true }));
        return;
      }
      const text = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString("utf8");
      const end = exit ?? { exitCode: null, signal: null };
      resolve({ ...end, stdout: text(output.stdout), stderr: text(output.stderr) });
    });
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted) onAbort();
    else channel.end(stdin);
  });
}

/** Without a terminal a closed channel tells the remote program nothing: it is asked to end first. */
export function endChannel(channel: ClientChannel): void {
  channel.signal("TERM");
  channel.end();
  channel.close();
}
