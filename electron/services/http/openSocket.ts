import type { Agent, IncomingMessage } from "node:http";
import { WebSocket } from "ws";
import { cancelled, throwIfCancelled } from "../../../shared/base/cancel.ts";
import { type Disposable, toDisposable } from "../../../shared/base/disposable.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { SocketRequest } from "./types.ts";

const mostRefusalChars = 2000;

/** A WebSocket over the streams of `agent`, which secures them itself where the server wants it. */
export function openSocket(url: URL, agent: Agent, request: SocketRequest): Promise<Disposable> {
  const { operation, headers = {}, timeoutMs, maxBytes, signal, onText, onClose } = request;
  throwIfCancelled(signal);
  const address = new URL(url);
  address.protocol = "ws:";
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, {
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
    socket.on("message", (data: Buffer) => onText(data.toString("utf8")));
    socket.on("close", (code: number, reason: Buffer) => {
      signal?.removeEventListener("abort", onAbort);
      if (isOpen) onClose({ code, reason: reason.toString("utf8") });
    });
    // Messages may come along with the opening: who listens is known before.
    socket.once("open", () => {
      isOpen = true;
      const close = () => {
        isOpen = false;
        socket.terminate();
      };
      resolve(toDisposable(close));
    });
  });
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
