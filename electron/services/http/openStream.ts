import { type Agent, type IncomingMessage, request as nodeRequest } from "node:http";
import { cancelled, throwIfCancelled } from "../../../shared/base/cancel.ts";
import { isMidwatchError, MidwatchError } from "../../../shared/base/errors.ts";
import type { HttpStream, StreamRequest } from "./types.ts";

/** A kept connection that ends later than that was not closed as it was used again. */
const atOnceMs = 1000;

/** A GET whose answer is read as it comes, for as long as it comes. */
export function openStream(url: URL, agent: Agent, request: StreamRequest): Promise<HttpStream> {
  const { operation, headers, timeoutMs, idleTimeoutMs, signal } = request;
  throwIfCancelled(signal);
  const abort = new AbortController();
  const onAbort = () => abort.abort(cancelled(signal));
  const within = (limitMs: number) =>
    setTimeout(
      () =>
        abort.abort(
          new MidwatchError("TIMEOUT", `${operation}: nothing came within ${limitMs} ms`, { retryable: true }),
        ),
      limitMs,
    );
  const failure = (cause: Error) => {
    if (abort.signal.aborted) return cancelled(abort.signal);
    if (isMidwatchError(cause)) return cause;
    return new MidwatchError("UNAVAILABLE", `${operation}: the connection ended (${cause.message})`, {
      retryable: true,
      cause,
    });
  };

  async function* read(incoming: IncomingMessage): AsyncGenerator<Uint8Array, void> {
    let timer = within(idleTimeoutMs);
    try {
      for await (const chunk of incoming) {
        clearTimeout(timer);
        yield chunk as Uint8Array;
        timer = within(idleTimeoutMs);
      }
    } catch (error) {
      throw failure(error as Error);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      incoming.destroy();
    }
  }

  return new Promise((resolve, reject) => {
    const timer = within(timeoutMs);
    const fail = (error: Error) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      reject(error);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    // A request that is still dialling would not tell.
    abort.signal.addEventListener("abort", () => fail(cancelled(abort.signal)), { once: true });

    let isAnswered = false;
    function send(): void {
      const sentMs = performance.now();
      const outgoing = nodeRequest(url, {
        agent,
        headers: { "accept-encoding": "identity", ...headers },
        // A channel is a connection as any other.
        protocol: "http:",
        signal: abort.signal,
      });
      outgoing.once("error", (error) => {
        // The server may close a kept connection at the moment it is used again: a GET is sent over another one.
        const isAtOnce = performance.now() - sentMs < atOnceMs;
        if (outgoing.reusedSocket && !isAnswered && isAtOnce && !abort.signal.aborted) send();
        else fail(failure(error));
      });
      outgoing.once("response", (incoming) => {
        isAnswered = true;
        clearTimeout(timer);
        resolve({ status: incoming.statusCode ?? 0, chunks: read(incoming) });
      });
      outgoing.end();
    }
    send();
  });
}
