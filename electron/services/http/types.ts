import type { Duplex } from "node:stream";
import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { KeptBody } from "../../../shared/base/keptBody.ts";
import type { HttpAuth, HttpTls } from "../../../shared/domain/workspace/httpAccess.ts";
import type { ServerAccess } from "../../../shared/domain/workspace/serverAccess.ts";

export interface HttpRequest {
  /** Shown in errors: `scrape`, `prometheus.query`. */
  readonly operation: string;
  /** By default GET when there is no body, POST when there is one. */
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: string | Uint8Array;
  /** With the query; resolved against the client's origin. */
  readonly path: string;
  /** True when it may arrive twice without harm; a GET always may. */
  readonly repeatable?: boolean;
  /** What is secret among them never reaches a log or an error. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Of the answer's body; more ends the request with LIMIT. */
  readonly maxBytes: number;
  /** Where the answer's body is kept; by default memory of its own. */
  readonly into?: KeptBody;
  readonly signal?: CancelSignal;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** PEM texts and names; see shared/domain/workspace/httpAccess.ts. */
export interface TlsTrust {
  /** Where it is written down, for what to do when it does not hold: the workspace unless told. */
  readonly writtenIn?: "kubeconfig";
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly serverName?: string;
  readonly fingerprint?: string;
}

/**
 * One server, over connections that stay open between requests. Rejects with TIMEOUT, CANCELLED, LIMIT, TLS_UNTRUSTED
 * (detail.offered is the certificate's fingerprint), UNAVAILABLE, REMOTE_FAILED (no HTTP, a redirect, an answer that ends early)
 * and whatever `dial` rejects with; detail.mayHaveArrived is true where the server may have got the request. Any other status is
 * an answer.
 */
export interface HttpClient extends Disposable {
  request(request: HttpRequest): Promise<HttpResponse>;
  /** A WebSocket of its own. A refusal rejects as REMOTE_FAILED whose detail has `status` and `text`. */
  openSocket(request: SocketRequest): Promise<HttpSocket>;
  /** Resolves with the status once the head of the answer is here; the rest is read as it comes. Reading to its end, or breaking off, ends it. */
  stream(request: StreamRequest): Promise<HttpStream>;
}

/** `timeoutMs` is until the answer begins, `idleTimeoutMs` between two parts of it. */
export interface StreamRequest extends Pick<HttpRequest, "operation" | "path" | "headers" | "timeoutMs"> {
  readonly idleTimeoutMs: number;
  readonly signal: CancelSignal;
}

export interface HttpStream {
  readonly status: number;
  /** Rejects as `request` does when the connection ends early. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** `maxBytes` is of one message; `signal` counts until the socket is open. */
export interface SocketRequest
  extends Pick<HttpRequest, "operation" | "path" | "headers" | "timeoutMs" | "maxBytes" | "signal"> {
  /** Subprotocols, the best first; a server that knows none of them is refused. */
  readonly protocols?: readonly string[];
  /** Nothing is read before its first `resume`. */
  readonly paused?: boolean;
  /** A server that says nothing for so long, though it is asked, is gone. By default it may be silent for ever. */
  readonly silenceMs?: number;
  /** Text comes as UTF-8. */
  readonly onMessage: (message: Uint8Array) => void;
  /** Once an open one ended, in whatever way; never after a dispose. */
  readonly onClose: (end: { readonly code: number; readonly reason: string }) => void;
}

/** An open WebSocket; disposing ends it at once. */
export interface HttpSocket extends Disposable {
  /** The subprotocol that the server chose; empty for none. */
  readonly protocol: string;
  /** Resolves when more can be taken, also when it has ended. */
  send(message: Uint8Array): Promise<void>;
  /** While it is paused the server waits, and its end is not told. */
  pause(): void;
  resume(): void;
}

export interface HttpClientOptions {
  /** `http://host:port` or `https://host:port`: what the server believes it is called. */
  readonly origin: string;
  readonly dial: Dial;
  /** As the workspace says; its files are read again for each connection. */
  readonly tls?: HttpTls;
  /** In place of `tls`; asked for each connection. */
  readonly trust?: () => Promise<TlsTrust>;
  /** Connections at a time; requests beyond wait. */
  readonly maxConnections: number;
}

export interface ServerOptions {
  readonly maxConnections?: number;
  /** Where another file than the workspace says how to get in: in place of `tls` and `auth`. */
  readonly credentials?: {
    readonly trust: () => Promise<TlsTrust>;
    /** The value of the Authorization header, or none. */
    readonly authorization: () => Promise<string | null>;
  };
}

/** The one place that HTTP goes through. */
export interface HttpService {
  /**
   * A server of the workspace: each request's path continues the path of the URL, and the URL's query goes along; headers and
   * sign-in are added. Rejects with NOT_FOUND as well, when the secret of the sign-in has no value yet.
   */
  server(access: ServerAccess, options?: ServerOptions): HttpClient;
  /** Dispose to close its connections. */
  client(options: HttpClientOptions): HttpClient;
  /** The value of the Authorization header; null without `auth`. Rejects with NOT_FOUND when the secret has no value yet. */
  authorization(auth: HttpAuth | undefined): Promise<string | null>;
}

/** A server by its address, reached from here or through the connection of a host. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly via: string | null;
}

/** Opens a byte stream to the server: a socket, or a channel through an SSH host. */
export type Dial = (signal: AbortSignal) => Promise<Duplex>;
