import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { contentSecurityPolicy } from "../host/contentSecurityPolicy.ts";

/** On every answer, errors included. */
const securityHeaders = {
  "content-security-policy": contentSecurityPolicy,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), display-capture=()",
};

export interface Answer {
  readonly status: number;
  readonly body: string | Buffer;
  readonly contentType?: string;
  readonly cacheControl?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function respond(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, {
    ...securityHeaders,
    "content-type": answer.contentType ?? "text/plain; charset=utf-8",
    "content-length": body.length,
    "cache-control": answer.cacheControl ?? "no-store",
    ...answer.headers,
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** Refuses what has no response object: an upgrade that is not accepted, a request that could not be read. */
export function refuseRaw(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
