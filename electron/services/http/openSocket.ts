import type { Agent, IncomingMessage } from "node:http";
import { WebSocket } from "ws";
import { cancelled, throwIfCancelled } from "../../../shared/base/cancel.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { HttpSocket, SocketRequest } from "./types.ts";

const mostRefusalChars = 2000;

/** A WebSocket over the streams of `agent`, which secures them itself where the server wants it. */
export function openSocket(url: URL, agent: Agent, request: SocketRequest): Promise<HttpSocket> {
  const { operation, headers = {}, protocols = [], paused = false, silenceMs, timeoutMs, maxBytes, signal } = request;
  throwIfCancelled(signal);
  const address = new URL(url);
  address.protocol = "ws:";
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, [...protocols], {
      agent,
      headers: { host: url.host, ...headers },
      maxPayload: maxBytes,
      perMessageDeflate: false,
      handshakeTimeout: timeoutMs,
    });
    let isOpen = false;
    const onAbort = () => {
      socket.terminate();
      if (signal) reject(cancelled(signal));
    };
    const stopWaiting = () => signal?.removeEventListener("abort", onAbort);
    signal?.addEventListener("abort", onAbort, { once: true });

    socket.on("error", (error) =>
      reject(
        new MidwatchError("UNAVAILABLE", `${operation}: no connection (${error.message})`, {
          retryable: true,
          cause: error,
        }),
      ),
    );
    socket.on("unexpected-response", (_request, response: IncomingMessage) => {
      void readText(response).then((text) => {
        const status = response.statusCode ?? 0;
        socket.terminate();
        reject(
          new MidwatchError("REMOTE_FAILED", `${operation}: HTTP ${status} ${text}`, { detail: { status, text } }),
        );
      });
    });
    socket.on("message", (data: Buffer) => request.onMessage(data));
    socket.on("close", (code: number, reason: Buffer) => {
      stopWaiting();
      if (isOpen) request.onClose({ code, reason: reason.toString("utf8") });
    });
    // Messages may come along with the opening: who listens is known before.
    socket.once("open", () => {
      isOpen = true;
      stopWaiting();
      if (paused) socket.pause();
      if (silenceMs !== undefined) endWhenSilent(socket, silenceMs);
      resolve({
        protocol: socket.protocol,
        send: (message) => new Promise((sent) => socket.send(message, () => sent())),
        pause: () => socket.pause(),
        resume: () => socket.resume(),
        dispose() {
          isOpen = false;
          socket.terminate();
        },
      });
    });
  });
}

/** A cable that was pulled tells nobody: a server is asked for an answer twice in that time. */
function endWhenSilent(socket: WebSocket, silenceMs: number): void {
  let isAnswered = true;
  const hear = () => {
    isAnswered = true;
  };
  socket.on("pong", hear);
  socket.on("message", hear);
  const timer = setInterval(() => {
    // Answers are not heard by who does not read.
    if (socket.isPaused) return hear();
    if (!isAnswered) return socket.terminate();
    isAnswered = false;
    socket.ping();
  }, silenceMs / 2);
  socket.once("close", () => clearInterval(timer));
}

async function readText(response: IncomingMessage): Promise<string> {
  let text = "";
  try {
    for await (const chunk of response) {
      text += String(chunk);
      if (text.length >= mostRefusalChars) break;
    }
  } catch {
    // What came before the connection ended has to do.
  }
  return text.slice(0, mostRefusalChars).trim();
}
