import { errorText, MidwatchError } from "../../shared/base/errors.ts";
import { decodeFrame, encodeFrame } from "../../shared/contract/codec.ts";
import type { ServerFrame } from "../../shared/contract/frames.ts";
import type { ClientPort } from "../../shared/contract/port.ts";
import { PortEvents } from "../../shared/contract/portEvents.ts";
import { isServerFrame } from "./serverFrame.ts";

/** Opens a WebSocket; rejects with UNAVAILABLE when it closes before it opened, or when `signal` gives up. */
export function dialWebSocket(url: string, signal: AbortSignal): Promise<ClientPort> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    const port = webSocketPort(socket);
    const giveUp = () => socket.close();
    signal.addEventListener("abort", giveUp, { once: true });
    socket.addEventListener("open", () => {
      signal.removeEventListener("abort", giveUp);
      resolve(port);
    });
    // A browser does not tell why: refused, unknown token and unreachable look the same. Rejecting twice does nothing.
    socket.addEventListener("close", () => reject(noAnswer(signal)));
  });
}

function webSocketPort(socket: WebSocket): ClientPort {
  const events = new PortEvents<ServerFrame>();
  socket.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    const frame = read(data);
    if (frame) events.frame(frame);
    else socket.close();
  });
  socket.addEventListener("close", () => events.close());
  return {
    post(frame) {
      if (socket.readyState === WebSocket.OPEN) socket.send(encodeFrame(frame));
    },
    onFrame: events.onFrame,
    onClose: events.onClose,
    close: () => socket.close(),
  };
}

function read(data: unknown): ServerFrame | null {
  try {
    const frame = decodeFrame(data instanceof ArrayBuffer ? new Uint8Array(data) : String(data));
    return isServerFrame(frame) ? frame : null;
  } catch {
    return null;
  }
}

function noAnswer(signal: AbortSignal): MidwatchError {
  const why = signal.aborted ? errorText(signal.reason) : "no answer, or this browser is not signed in any more";
  return new MidwatchError("UNAVAILABLE", `The console cannot be reached: ${why}`, { retryable: true });
}
