import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { isMidwatchError, MidwatchError } from "../../../shared/base/errors.ts";
import type { HttpClient } from "../http/types.ts";
import { readLines } from "./readLines.ts";
import { statusFailure } from "./statusFailure.ts";
import type { KubernetesApi, KubernetesRequest, Query } from "./types.ts";

const timeoutMs = 30_000;
/** A page of 500 objects; those with many managed fields have 30 kB each. */
const mostBytes = 64 * 2 ** 20;
const mostLineBytes = 8 * 2 ** 20;
const mostMessageBytes = 2 ** 20;
/** The server tells bookmarks about once a minute. */
const idleTimeoutMs = 150_000;
/** Named in the managed fields and conflicts of what is changed. */
const fieldManager = "midwatch";

/** `connect` gives the client to use now; `refused` is told when its credentials were not accepted. */
export function createKubernetesApi(
  cluster: string,
  { connect, refused }: { readonly connect: () => Promise<HttpClient>; readonly refused: () => void },
): KubernetesApi {
  async function send(
    request: KubernetesRequest,
    rest: { readonly method?: "POST" | "PUT" | "PATCH" | "DELETE"; readonly body?: string; readonly headers?: Query },
  ): Promise<unknown> {
    const client = await connect();
    const response = await client.request({
      operation: `${cluster} ${rest.method ?? "GET"} ${request.path}`,
      path: pathOf(request),
      timeoutMs,
      maxBytes: mostBytes,
      ...rest,
      headers: { accept: "application/json", ...rest.headers },
      ...(request.signal ? { signal: request.signal } : {}),
    });
    const text = Buffer.from(response.body).toString("utf8");
    if (response.status < 200 || response.status >= 300) throw failed(request, response.status, parsed(text));
    const answer = parsed(text);
    if (typeof answer === "string") {
      throw new MidwatchError("REMOTE_FAILED", `${cluster} did not answer ${request.path} as a Kubernetes API does`);
    }
    return answer;
  }

  function failed({ path }: KubernetesRequest, status: number, body: unknown): MidwatchError {
    if (status === 401) refused();
    return statusFailure(cluster, path, status, body);
  }

  async function* lines(
    request: KubernetesRequest & { readonly signal: CancelSignal; readonly opened?: () => void },
  ): AsyncGenerator<string, void> {
    const client = await connect();
    const { status, chunks } = await client.stream({
      operation: `${cluster} ${request.path}`,
      path: pathOf(request),
      timeoutMs,
      idleTimeoutMs,
      signal: request.signal,
    });
    if (status < 200 || status >= 300) {
      let text = "";
      for await (const line of readLines(chunks, mostLineBytes)) text += line;
      throw failed(request, status, parsed(text));
    }
    request.opened?.();
    yield* readLines(chunks, mostLineBytes);
  }

  return {
    get: (request) => send(request, {}),
    change({ method, body, dryRun, query, ...request }) {
      const isPatch = method === "PATCH";
      return send(
        { ...request, query: { ...query, fieldManager, ...(dryRun ? { dryRun: "All" } : {}) } },
        {
          method,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          headers: { "content-type": isPatch ? "application/merge-patch+json" : "application/json" },
        },
      );
    },
    lines,
    async socket(request) {
      const client = await connect();
      try {
        const operation = `${cluster} ${new URL(request.path, "http://cluster").pathname}`;
        return await client.openSocket({ ...request, operation, timeoutMs, maxBytes: mostMessageBytes });
      } catch (error) {
        const { status, text } = isMidwatchError(error) ? error.detail : {};
        if (typeof status !== "number") throw error;
        throw failed(request, status, parsed(String(text)));
      }
    },
  };
}

function pathOf({ path, query = {} }: KubernetesRequest): string {
  const text = new URLSearchParams(query).toString();
  return text === "" ? path : `${path}?${text}`;
}

/** The text itself where it is no JSON: some answers are plain text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
