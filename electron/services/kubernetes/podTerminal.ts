import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import {
  type ExecEnd,
  execChannel,
  execFrame,
  execProtocols,
  readExecEnd,
  resizeFrame,
} from "../../../shared/domain/kubernetes/podExec.ts";
import type { HttpSocket, SocketRequest } from "../http/types.ts";
import type { TerminalExit, TerminalSize } from "../openPty.ts";
import type { PodTerminal } from "./types.ts";

/** A server that told the end closes the socket; one that does not, or that takes no more, is not waited for. */
const closeMs = 2_000;

type Listeners = Pick<SocketRequest, "onMessage" | "onClose">;

/** The program on the terminal of an exec socket, which `open` opens paused. */
export async function podTerminal(
  open: (listeners: Listeners) => Promise<HttpSocket>,
  { size, clock }: { readonly size: TerminalSize; readonly clock: Clock },
): Promise<PodTerminal> {
  const data = new Emitter<Uint8Array>();
  const decoder = new TextDecoder();
  let statusText = "";
  let told: ExecEnd | null = null;
  let closing: Disposable | null = null;
  let isOver = false;
  let lost = false;
  let resolveExit: (exit: TerminalExit) => void;
  const exit = new Promise<TerminalExit>((resolve) => {
    resolveExit = resolve;
  });

  function finish(): void {
    if (isOver) return;
    isOver = true;
    closing?.dispose();
    if (told?.kind === "failed") data.fire(new TextEncoder().encode(`\r\n${told.message}\r\n`));
    resolveExit({ exitCode: told?.kind === "exited" ? told.code : null, signal: null });
  }

  function take(message: Uint8Array): void {
    const payload = message.subarray(1);
    switch (message[0]) {
      case execChannel.stdout:
      case execChannel.stderr:
        if (payload.length > 0) data.fire(payload);
        return;
      case execChannel.status:
        statusText += decoder.decode(payload, { stream: true });
        told = readExecEnd(statusText);
        if (told) closing ??= clock.after(closeMs, end);
    }
  }

  const socket = await open({
    onMessage: take,
    onClose() {
      lost = told === null;
      finish();
    },
  });
  function end(): void {
    socket.dispose();
    finish();
  }
  void socket.send(resizeFrame(size));

  return {
    onData: data.event,
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    write: (bytes) => socket.send(execFrame(execChannel.stdin, bytes)),
    resize: (next) => void socket.send(resizeFrame(next)),
    exit,
    get lost() {
      return lost;
    },
    dispose() {
      data.dispose();
      // The program reads an end of input where the server knows how to tell it, and loses its terminal in any case.
      const [fifth] = execProtocols;
      if (isOver || socket.protocol !== fifth) return end();
      closing ??= clock.after(closeMs, end);
      void socket.send(Uint8Array.of(execChannel.close, execChannel.stdin)).then(end);
    },
  };
}
