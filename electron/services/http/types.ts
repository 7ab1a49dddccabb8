import type { Duplex } from "node:stream";
import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";

export interface HttpRequest {
  /** Shown in errors: `scrape`, `prometheus.query`. */
  readonly operation: string;
  /** GET when there is no body, POST when there is one. */
  readonly body?: string;
  /** With the query; resolved against the client's origin. */
  readonly path: string;
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
}

/** Opens a byte stream to the server: a socket, or a channel through an SSH host. */
export type Dial = (signal: AbortSignal) => Promise<Duplex>;
