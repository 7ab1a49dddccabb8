import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, toDisposable } from "../../../shared/base/disposable.ts";
import { quoteOutput } from "../../../shared/domain/format/quoteOutput.ts";
import type { RemoteProcess, SshConnection } from "../ssh/types.ts";
import { createFrameReader, type Frame } from "./frameReader.ts";

/** Why a stream is over. Closing it oneself is no end. */
export type StreamEnd =
  | { readonly kind: "refused"; readonly error: unknown }
  /** `text` is what was printed outside of frames and on standard error. */
  | { readonly kind: "exited"; readonly exitCode: number | null; readonly signal: string | null; readonly text: string }
  | { readonly kind: "flood"; readonly bytes: number; readonly withinMs: number };

export interface ScriptStream extends Disposable {
  /** Asks for the slow sections at the next tick. */
  refresh(): void;
  /** Complete lines of the section that is still open; see FrameReader. */
  takeLines(): string;
  /** `monotonicMs` of the newest byte, of the start before the first. */
  readonly lastByteMs: number;
}

export interface StreamOptions {
  readonly clock: Clock;
  readonly connection: SshConnection;
  readonly nonce: string;
  readonly operation: string;
  /** Its output may come a moment late. */
  readonly mayWait?: boolean;
  onFrame(frame: Frame): void;
  /** After the frames of a piece were handed over. */
  onBytes?(): void;
  onEnd(end: StreamEnd): void;
}

/** More than this within the window is no host of ours talking: a tick is some 10 KB, the largest XML 8 MB. */
const floodBytes = 12 << 20;
const floodWindowMs = 2000;
/** The exit may be told before the last of the output. */
const drainMs = 500;
const stderrMaxChars = 2000;

/** Runs a script over a connection and reads its frames until it ends, floods or is disposed. The script itself, 8 KB, is not kept. */
export function openStream(command: string, options: StreamOptions): ScriptStream {
  const { clock, connection, nonce, operation, mayWait = false } = options;
  const reader = createFrameReader(nonce, (frame) => {
    if (!over) options.onFrame(frame);
  });
  const abort = new AbortController();
  const startedMs = clock.monotonicMs();
  let over = false;
  let remote: RemoteProcess | null = null;
  let lastByteMs = startedMs;
  let window = { startMs: startedMs, bytes: 0 };
  let errorText = "";

  const close = toDisposable(() => {
    over = true;
    abort.abort();
    remote?.dispose();
  });

  function end(how: StreamEnd): void {
    if (over) return;
    close.dispose();
    options.onEnd(how);
  }

  function isFlood(bytes: number): boolean {
    const nowMs = clock.monotonicMs();
    lastByteMs = nowMs;
    if (nowMs - window.startMs > floodWindowMs) window = { startMs: nowMs, bytes: 0 };
    window.bytes += bytes;
    if (window.bytes <= floodBytes) return false;
    end({ kind: "flood", bytes: window.bytes, withinMs: Math.max(1, Math.round(nowMs - window.startMs)) });
    return true;
  }

  function onOutput(chunk: Uint8Array): void {
    if (over || isFlood(chunk.length)) return;
    reader.push(chunk);
    if (!over) options.onBytes?.();
  }

  function onError(chunk: Uint8Array): void {
    if (over || isFlood(chunk.length)) return;
    if (errorText.length < stderrMaxChars) errorText += Buffer.from(chunk).toString("utf8").slice(0, stderrMaxChars);
  }

  async function read(starting: Promise<RemoteProcess>): Promise<void> {
    const started = await starting;
    if (over) return started.dispose();
    remote = started;
    const drained = new Promise<void>((resolve) => started.stdout.once("close", resolve).once("end", resolve));
    started.stdin.on("error", () => {});
    started.stdout.on("error", () => {});
    started.stderr.on("error", () => {});
    started.stdout.on("data", onOutput);
    started.stderr.on("data", onError);
    const exit = await started.exit;
    if (over) return;
    await Promise.race([drained, new Promise<void>((resolve) => clock.after(drainMs, resolve))]);
    end({
      kind: "exited",
      ...exit,
      text: [reader.noise, quoteOutput(errorText)].filter(Boolean).join("\n"),
    });
  }

  read(connection.start(command, { operation, mayWait, signal: abort.signal })).catch((error: unknown) =>
    end({ kind: "refused", error }),
  );

  return {
    refresh() {
      if (!over) remote?.stdin.write("refresh\n");
    },
    takeLines: () => reader.takeLines(),
    get lastByteMs() {
      return lastByteMs;
    },
    dispose: () => close.dispose(),
  };
}
