import type { Duplex } from "node:stream";
import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
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
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly serverName?: string;
  readonly fingerprint?: string;
}

/**
 * One server, over connections that stay open between requests. Rejects with TIMEOUT, CANCELLED, LIMIT, TLS_UNTRUSTED
 * (detail.offered is the certificate's fingerprint), UNAVAILABLE, REMOTE_FAILED (no HTTP, a redirect, an answer that ends early)
 * and whatever `dial` rejects with. Any other status is an answer.
 */
export interface HttpClient extends Disposable {
  request(request: HttpRequest): Promise<HttpResponse>;
  /** A WebSocket of its own. A refusal rejects as REMOTE_FAILED whose detail has `status` and `text`. */
  openSocket(request: SocketRequest): Promise<Disposable>;
}

/** `maxBytes` is of one message. */
export interface SocketRequest
  extends Pick<HttpRequest, "operation" | "path" | "headers" | "timeoutMs" | "maxBytes" | "signal"> {
  readonly onText: (text: string) => void;
  /** Once an open one ended, in whatever way; never after a dispose. */
  readonly onClose: (end: { readonly code: number; readonly reason: string }) => void;
}

export interface HttpClientOptions {
  /** `http://host:port` or `https://host:port`: what the server believes it is called. */
  readonly origin: string;
  readonly dial: Dial;
  /** As the workspace says; its files are read again for each connection. */
  readonly tls?: HttpTls;
  /** Connections at a time; requests beyond wait. */
  readonly maxConnections: number;
}

/** The one place that HTTP goes through. */
export interface HttpService {
  /**
   * A server of the workspace: each request's path continues the path of the URL, and the URL's query goes along; headers and
   * sign-in are added. Rejects with NOT_FOUND as well, when the secret of the sign-in has no value yet.
   */
  server(access: ServerAccess, options?: { readonly maxConnections?: number }): HttpClient;
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
