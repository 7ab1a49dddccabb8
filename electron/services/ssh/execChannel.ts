import type { ClientChannel } from "ssh2";
import { cancelled } from "../../../shared/base/cancel.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { ExecOptions, ExecResult } from "./types.ts";

const defaultMaxBytes = 4 * 2 ** 20;

/** Runs a channel to its end, within its time and size. `close` comes only after both streams are read, so both are. */
export function execChannel(channel: ClientChannel, options: ExecOptions): Promise<ExecResult> {
  const { operation, timeoutMs, maxBytes = defaultMaxBytes, signal, stdin } = options;
  return new Promise((resolve, reject) => {
    const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    const bytes = { stdout: 0, stderr: 0 };
    let exitCode: number | null = null;
    let exitSignal: string | null = null;

    const fail = (error: MidwatchError) => {
      finish();
      channel.on("error", () => {});
      channel.resume();
      channel.stderr.resume();
      channel.close();
      reject(error);
    };
    const onAbort = () => signal && fail(cancelled(signal));
    const timer = setTimeout(
      () =>
        fail(new MidwatchError("SSH_TIMEOUT", `${operation} did not end within ${timeoutMs} ms`, { retryable: true })),
      timeoutMs,
    );
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

    signal?.addEventListener("abort", onAbort, { once: true });
    channel.on("data", onStdout);
    channel.stderr.on("data", onStderr);
    channel.on("exit", (code: number | null, name?: string) => {
      exitCode = code;
      exitSignal = name ?? null;
    });
    channel.once("close", () => {
      finish();
      const text = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString("utf8");
      resolve({ exitCode, signal: exitSignal, stdout: text(output.stdout), stderr: text(output.stderr) });
    });
    channel.end(stdin);
  });
}
