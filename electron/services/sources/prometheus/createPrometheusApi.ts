import type { HttpClient } from "../../http/types.ts";
import { readReply } from "./readReply.ts";
import type { Fields, PrometheusApi } from "./types.ts";

const timeoutMs = 30_000;
const mostBytes = 64 * 2 ** 20;
/** What stands before a server may let only reads through; it says so in one of these ways. */
const refusesPost = new Set([403, 404, 405, 501]);

/** `name` is shown in errors; `client` continues the path of the source's URL. */
export function createPrometheusApi(name: string, client: HttpClient): PrometheusApi {
  let mayPost = true;

  const get: PrometheusApi["get"] = async ({ path, fields, signal }) => {
    const query = formText(fields);
    const response = await client.request({
      operation: `${name} ${path}`,
      path: `/api/v1/${path}${query === "" ? "" : `?${query}`}`,
      headers: { accept: "application/json" },
      timeoutMs,
      maxBytes: mostBytes,
      ...(signal ? { signal } : {}),
    });
    return readReply(name, response, queryOf(fields));
  };

  return {
    get,
    async ask(call) {
      if (!mayPost) return get(call);
      const { path, fields, signal } = call;
      const response = await client.request({
        operation: `${name} ${path}`,
        path: `/api/v1/${path}`,
        body: formText(fields),
        repeatable: true,
        headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
        timeoutMs,
        maxBytes: mostBytes,
        ...(signal ? { signal } : {}),
      });
      if (!refusesPost.has(response.status)) return readReply(name, response, queryOf(fields));
      const reply = await get(call);
      mayPost = false;
      return reply;
    },
  };
}

function formText(fields: Fields): string {
  return new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString();
}

function queryOf(fields: Fields): string | null {
  return fields.find(([name]) => name === "query")?.[1] ?? null;
}
