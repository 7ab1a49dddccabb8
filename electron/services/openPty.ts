/// <reference path="./nodePty.d.ts" />
import type { Disposable } from "../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../shared/base/emitter.ts";
import { errorText, MidwatchError } from "../../shared/base/errors.ts";

/** In character cells. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** How a program on a terminal ended; null for what nobody told. */
export interface TerminalExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** What programs are told that they print to. */
export const terminalType = "xterm-256color";

/** A program on a terminal, here or on a host: paused until the first `resume`. Disposing hangs up, as closing a window does. */
export interface TerminalProcess extends Disposable {
  /** What it prints, byte for byte and in order. While it is paused nothing is lost: the program waits. */
  readonly onData: Event<Uint8Array>;
  pause(): void;
  resume(): void;
  /** Resolves when more can be taken. */
  write(data: Uint8Array): Promise<void>;
  resize(size: TerminalSize): void;
  /** Resolves once, after the last byte; also when the connection was lost. */
  readonly exit: Promise<TerminalExit>;
}

interface PtyCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly size: TerminalSize;
  readonly folder?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A program that does not end when its terminal hangs up is killed after that long. */
const hangUpMs = 500;

/**
 * Starts a program of this machine on a pseudo-terminal. The native part is loaded with the first one.
 * Rejects with UNSUPPORTED where it has none for this system.
 */
export async function openPty({ file, args, size, folder, environment }: PtyCommand): Promise<TerminalProcess> {
  const { spawn } = await import("node-pty").catch((cause: unknown) => {
    throw new MidwatchError("UNSUPPORTED", `This system has no pseudo-terminals for Midwatch: ${errorText(cause)}`, {
      cause,
    });
  });
  const pty = spawn(file, [...args], {
    name: terminalType,
    cols: size.columns,
    rows: size.rows,
    env: { ...environment },
    // Bytes: what splits a character is put together where it is drawn.
    encoding: null,
    ...(folder === undefined ? {} : { cwd: folder }),
  });
  pty.pause();
  const data = new Emitter<Uint8Array>();
  let ended = false;
  pty.onData((chunk) => data.fire(chunk));
  const exit = new Promise<TerminalExit>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      ended = true;
      resolve({ exitCode: signal ? null : exitCode, signal: signal ? String(signal) : null });
    });
  });
  return {
    onData: data.event,
    pause: () => pty.pause(),
    resume: () => pty.resume(),
    async write(bytes) {
      if (!ended) pty.write(bytes);
    },
    resize({ columns, rows }) {
      if (!ended) pty.resize(columns, rows);
    },
    exit,
    dispose() {
      if (ended) return;
      data.dispose();
      pty.resume();
      pty.kill("SIGHUP");
      const timer = setTimeout(() => {
        if (!ended) pty.kill("SIGKILL");
      }, hangUpMs);
      timer.unref();
      void exit.then(() => clearTimeout(timer));
    },
  };
}
