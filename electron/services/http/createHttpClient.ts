import { Agent, type ClientRequest, type IncomingMessage, request as nodeRequest } from "node:http";
import type { Duplex } from "node:stream";
import { cancelled, throwIfCancelled } from "../../../shared/base/cancel.ts";
import { errorText, isMidwatchError, MidwatchError } from "../../../shared/base/errors.ts";
import { formatValue } from "../../../shared/domain/format/units.ts";
import { openSocket } from "./openSocket.ts";
import { openStream } from "./openStream.ts";
import { asSocket } from "./streamSocket.ts";
import { secured } from "./tls.ts";
import type { HttpClient, HttpClientOptions, HttpRequest, HttpResponse, TlsTrust } from "./types.ts";

/** Of errors after which the server may have acted on the request all the same. */
const mayHaveArrived = { mayHaveArrived: true };

type ClientParts = Omit<HttpClientOptions, "tls" | "trust"> & { readonly trust: () => Promise<TlsTrust> };

/** Every HTTP request of the console goes through one of these. */
export function createHttpClient({ origin, dial, trust, maxConnections }: ClientParts): HttpClient {
  const url = new URL(origin);
  const agent = new StreamAgent(maxConnections, async (signal) => {
    const trusted = url.protocol === "https:" ? await trust() : null;
    const stream = await dial(signal);
    stream.on("error", () => {});
    return trusted ? await secured(stream, url.hostname, trusted) : stream;
  });

  /** A connection that was kept may have been closed by the server at the same moment: then the request goes out once more. */
  async function send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    try {
      return await exchange(request, signal);
    } catch (error) {
      if (!(error instanceof ClosedBeforeAnswer) || signal.aborted || !mayRepeat(request)) throw error;
      return await exchange(request, signal);
    }
  }

  function exchange(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    const { path, body, headers, operation } = request;
    return new Promise((resolve, reject) => {
      const outgoing = nodeRequest(new URL(path, url), {
        agent,
        method: methodOf(request),
        headers: { "accept-encoding": "identity", ...headers },
        // A channel is a connection as any other.
        protocol: "http:",
        signal,
      });
      outgoing.once("response", (incoming) => {
        readBody(incoming, request).then(resolve, (error: unknown) => {
          outgoing.destroy();
          reject(error);
        });
      });
      outgoing.once("error", (error) => reject(asFailure(error, outgoing, operation)));
      outgoing.end(body);
    });
  }

  return {
    async request(request) {
      throwIfCancelled(request.signal);
      const { timeoutMs, operation, signal: wanted } = request;
      const abort = new AbortController();
      const late = new MidwatchError("TIMEOUT", `${operation}: no answer within ${timeoutMs / 1000} s`, {
        retryable: true,
        detail: mayHaveArrived,
      });
      const timer = setTimeout(() => abort.abort(late), timeoutMs);
      const onAbort = () => wanted && abort.abort(cancelled(wanted));
      wanted?.addEventListener("abort", onAbort, { once: true });
      try {
        return await Promise.race([send(request, abort.signal), aborted(abort.signal)]);
      } catch (error) {
        throw abort.signal.aborted ? cancelled(abort.signal) : error;
      } finally {
        clearTimeout(timer);
        wanted?.removeEventListener("abort", onAbort);
      }
    },
    openSocket: (request) => openSocket(new URL(request.path, url), agent, request),
    stream: (request) => openStream(new URL(request.path, url), agent, request),
    dispose: () => agent.destroy(),
  };
}

function methodOf({ method, body }: HttpRequest): string {
  return method ?? (body === undefined ? "GET" : "POST");
}

/** A server that closes a kept connection may have acted on the request before. */
function mayRepeat(request: HttpRequest): boolean {
  return request.repeatable === true || methodOf(request) === "GET";
}

/** Rejects when the signal does: a request that is still dialling would not tell. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(cancelled(signal)), { once: true });
  });
}

/** Node's pool of kept connections, over streams of any kind. */
class StreamAgent extends Agent {
  private readonly open: (signal: AbortSignal) => Promise<Duplex>;
  private readonly ending = new AbortController();

  constructor(maxConnections: number, open: (signal: AbortSignal) => Promise<Duplex>) {
    super({ keepAlive: true, maxSockets: maxConnections, maxFreeSockets: maxConnections });
    this.open = open;
  }

  override createConnection(
    options: { readonly signal?: AbortSignal },
    done: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const { signal } = options;
    const ends = signal ? AbortSignal.any([signal, this.ending.signal]) : this.ending.signal;
    this.open(ends).then(
      (stream) => {
        if (ends.aborted) stream.destroy();
        done(null, asSocket(stream));
      },
      // With an error there is no stream; the declaration does not say so.
      (error: unknown) =>
        (done as (error: Error) => void)(error instanceof Error ? error : new Error(errorText(error))),
    );
  }

  override destroy(): void {
    this.ending.abort();
    super.destroy();
  }
}

class ClosedBeforeAnswer extends MidwatchError {}

function asFailure(error: Error, { reusedSocket }: ClientRequest, operation: string): Error {
  if (isMidwatchError(error)) return error;
  const message = `${operation}: the connection ended before an answer (${error.message})`;
  if (reusedSocket) {
    return new ClosedBeforeAnswer("UNAVAILABLE", message, { retryable: true, cause: error, detail: mayHaveArrived });
  }
  if ("code" in error && String(error.code).startsWith("HPE_")) {
    return new MidwatchError("REMOTE_FAILED", `${operation}: what answers does not speak HTTP (${error.message})`, {
      cause: error,
    });
  }
  return new MidwatchError("UNAVAILABLE", message, { retryable: true, cause: error, detail: mayHaveArrived });
}

function readBody(incoming: IncomingMessage, { maxBytes, operation, into }: HttpRequest): Promise<HttpResponse> {
  const { statusCode: status = 0 } = incoming;
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
  const refusal = whyRefused(status, headers, maxBytes, operation);
  return new Promise((resolve, reject) => {
    if (refusal) return reject(refusal);
    const chunks: Buffer[] = [];
    let bytes = 0;
    into?.clear();
    incoming.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) reject(tooLarge(operation, maxBytes));
      else if (into) into.append(chunk);
      else chunks.push(chunk);
    });
    incoming.once("end", () => resolve({ status, headers, body: into?.bytes ?? Buffer.concat(chunks) }));
    incoming.once("error", (cause) => {
      const message = `${operation}: the answer ended early, after ${bytes} bytes (${cause.message})`;
      reject(new MidwatchError("REMOTE_FAILED", message, { retryable: true, cause, detail: mayHaveArrived }));
    });
  });
}

function whyRefused(
  status: number,
  headers: Readonly<Record<string, string>>,
  maxBytes: number,
  operation: string,
): MidwatchError | null {
  if (status >= 300 && status < 400) {
    const to = headers.location === undefined ? "elsewhere" : `to ${JSON.stringify(headers.location.slice(0, 200))}`;
    return new MidwatchError(
      "REMOTE_FAILED",
      `${operation}: the server redirects ${to} (${status}): name that address`,
    );
  }
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") {
    return new MidwatchError("REMOTE_FAILED", `${operation}: the answer is in ${JSON.stringify(encoding)}, unasked`);
  }
  return Number(headers["content-length"] ?? 0) > maxBytes ? tooLarge(operation, maxBytes) : null;
}

function tooLarge(operation: string, maxBytes: number): MidwatchError {
  return new MidwatchError("LIMIT", `${operation}: the answer is larger than ${formatValue(maxBytes, "bytes")}`);
}
