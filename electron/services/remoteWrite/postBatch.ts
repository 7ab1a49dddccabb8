import type { HttpClient } from "../http/types.ts";
import type { PostBatch } from "./types.ts";

const timeoutMs = 30_000;
const mostAnswerBytes = 64 * 1024;

/** Sends one body to a receiver, at the address that its client has. */
export function createPoster(name: string, client: HttpClient): PostBatch {
  return async (body, signal) => {
    const response = await client.request({
      operation: `remote write ${name}`,
      path: "",
      body,
      // A sample that arrives twice is the same sample.
      repeatable: true,
      headers: {
        "content-type": "application/x-protobuf",
        "content-encoding": "snappy",
        "x-prometheus-remote-write-version": "0.1.0",
      },
      timeoutMs,
      maxBytes: mostAnswerBytes,
      signal,
    });
    const seconds = Number(response.headers["retry-after"]);
    return {
      status: response.status,
      text: new TextDecoder().decode(response.body),
      retryAfterMs: seconds > 0 ? seconds * 1000 : null,
    };
  };
}
